"""pgrehearse: rehearses SQL migrations on a simulated PostgreSQL catalog. This module owns the version number."""

from __future__ import annotations

__version__ = "0.1.0"
