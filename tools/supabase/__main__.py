"""Build the template databases: see the package."""

from __future__ import annotations

import sys

from tools.supabase import TEMPLATES, make_database

for variant in sys.argv[2:] or list(TEMPLATES):
    make_database(sys.argv[1], TEMPLATES[variant], variant)
    print(f"create database NAME template {TEMPLATES[variant]} owner postgres")
