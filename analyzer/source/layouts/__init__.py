"""One module per migration tool; `LAYOUTS` lists them in the order in which a folder is tried."""

from __future__ import annotations

from analyzer.source.layout import Layout
from analyzer.source.layouts import (
    dbmate,
    diesel,
    drizzle,
    files,
    flat,
    flyway,
    golang_migrate,
    goose,
    prisma,
    sqlx,
    supabase,
)

LAYOUTS: dict[str, Layout] = {
    layout.name: layout
    for layout in (
        supabase.LAYOUT,
        drizzle.LAYOUT,
        prisma.LAYOUT,
        diesel.LAYOUT,
        goose.LAYOUT,
        dbmate.LAYOUT,
        flyway.LAYOUT,
        sqlx.LAYOUT,
        golang_migrate.LAYOUT,
        flat.LAYOUT,
        files.LAYOUT,
    )
}
