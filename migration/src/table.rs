//! Short forms for what every table here has.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, integer, pk_uuid, string_len, text, uuid, uuid_null};

/// The columns of everything that has an id, instants and a revision.
pub(crate) fn record(name: &'static str) -> TableCreateStatement {
    Table::create()
        .table(name)
        .col(pk_uuid("id"))
        .col(big_integer("created_at"))
        .col(big_integer("updated_at"))
        .col(integer("revision"))
        .take()
}

/// Short text; its length is the domain's affair, this is the outer wall.
pub(crate) fn line(name: &'static str) -> ColumnDef {
    string_len(name, 400).check(Expr::cust(format!("length({name}) <= 400"))).take()
}

/// Short text that may be absent.
pub(crate) fn line_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).string_len(400).null().check(Expr::cust(format!("length({name}) <= 400"))).take()
}

/// A member of a closed set.
pub(crate) fn one_of(name: &'static str, members: &[&str]) -> ColumnDef {
    let members: Vec<_> = members.iter().map(|member| format!("'{member}'")).collect();
    string_len(name, 40).check(Expr::cust(format!("{name} IN ({})", members.join(", ")))).take()
}

/// A member of a closed set that may be absent.
pub(crate) fn one_of_null(name: &'static str, members: &[&str]) -> ColumnDef {
    let members: Vec<_> = members.iter().map(|member| format!("'{member}'")).collect();
    let check = Expr::cust(format!("{name} IN ({})", members.join(", ")));
    ColumnDef::new(name).string_len(40).null().check(check).take()
}

/// JSON nobody filters by.
pub(crate) fn json(name: &'static str) -> ColumnDef {
    text(name)
}

/// JSON nobody filters by, that may be absent.
pub(crate) fn json_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().null().take()
}

/// Microseconds since 1970, UTC.
pub(crate) fn instant(name: &'static str) -> ColumnDef {
    big_integer(name)
}

/// Microseconds since 1970, UTC, that may be absent.
pub(crate) fn instant_null(name: &'static str) -> ColumnDef {
    big_integer_null(name)
}

/// The id of something else.
pub(crate) fn reference(name: &'static str) -> ColumnDef {
    uuid(name)
}

/// The id of something else, that may be absent.
pub(crate) fn reference_null(name: &'static str) -> ColumnDef {
    uuid_null(name)
}

/// A foreign key from `table.column` to `other.id`, named `fk_TABLE_COLUMN`.
pub(crate) fn foreign_key(table: &'static str, column: &'static str, other: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().name(format!("fk_{table}_{column}")).from(table, column).to(other, "id").take()
}

/// An index named `ix_TABLE_COLUMNS`.
pub(crate) fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create().name(format!("ix_{table}_{}", columns.join("_"))).table(table).take();
    for column in columns {
        index.col(*column);
    }
    index
}

/// A unique index named `ux_TABLE_COLUMNS`.
pub(crate) fn unique(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = index(table, columns);
    index.name(format!("ux_{table}_{}", columns.join("_"))).unique();
    index
}
