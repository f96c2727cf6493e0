create function hypopg_reset_index() returns void language internal as 'boolin';
create function hypopg_reset() returns void language internal as 'boolin';
create function hypopg_create_index(sql_order text, out indexrelid oid, out indexname text) returns setof record
  language internal strict as 'boolin';
create function hypopg_drop_index(indexid oid) returns bool language internal strict as 'boolin';
create function hypopg(
  out indexname text, out indexrelid oid, out indrelid oid, out innatts integer, out indisunique boolean, out indkey int2vector,
  out indcollation oidvector, out indclass oidvector, out indoption oidvector, out indexprs pg_node_tree,
  out indpred pg_node_tree, out amid oid) returns setof record language internal as 'boolin';
create view hypopg_list_indexes as
  select h.indexrelid, h.indexname as index_name, n.nspname as schema_name, coalesce(c.relname, '<dropped>') as table_name,
    am.amname as am_name
  from hypopg() h left join pg_class c on c.oid = h.indrelid left join pg_namespace n on n.oid = c.relnamespace
    left join pg_am am on am.oid = h.amid;
create function hypopg_relation_size(indexid oid) returns bigint language internal strict as 'boolin';
create function hypopg_get_indexdef(indexid oid) returns text language internal strict as 'boolin';
create function hypopg_hide_index(indexid oid) returns bool language internal strict as 'boolin';
create function hypopg_unhide_index(indexid oid) returns bool language internal strict as 'boolin';
create function hypopg_unhide_all_indexes() returns void language internal as 'boolin';
create function hypopg_hidden_indexes() returns table (indexid oid) language internal strict as 'boolin';
create view hypopg_hidden_indexes as
  select h.indexid as indexrelid, i.relname as index_name, n.nspname as schema_name, t.relname as table_name,
    m.amname as am_name, false as is_hypo
  from hypopg_hidden_indexes() h join pg_index x on x.indexrelid = h.indexid join pg_class i on i.oid = h.indexid
    join pg_namespace n on n.oid = i.relnamespace join pg_class t on t.oid = x.indrelid join pg_am m on m.oid = i.relam;
