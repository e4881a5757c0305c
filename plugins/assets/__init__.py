"""Put style sheets, scripts and fonts into the site: ours, and of third parties what is used."""

from plugins.assets.adapter import register

__all__ = ["register"]
