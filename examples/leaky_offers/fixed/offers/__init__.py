"""Upgrade offers for passengers, over WebSockets."""

from offers.feed import EVENTS, FEED
from offers.server import OfferServer

__all__ = ["EVENTS", "FEED", "OfferServer"]
