"""Probes: one module for each family of resources."""
