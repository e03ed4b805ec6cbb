#!/usr/bin/env python3
"""Acceptance script: massive (the successor of polygon-api-client) against a local Polygon-dialect server."""
import polygon_family

polygon_family.main("massive", "massive", "massive")
