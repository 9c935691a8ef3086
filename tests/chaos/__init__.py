"""Deploys that are cut off at the wrong moment, one after the other, and what becomes of them."""
