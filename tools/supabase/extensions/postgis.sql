create type spheroid;
create function spheroid_in(cstring) returns spheroid language internal immutable strict parallel safe as 'point_in';
create function spheroid_out(spheroid) returns cstring language internal immutable strict parallel safe as 'point_out';
create type spheroid (input = spheroid_in, output = spheroid_out, internallength = 65, alignment = double, storage = plain);
create type geometry;
create function geometry_in(cstring) returns geometry language internal immutable strict parallel safe as 'point_in';
create function geometry_out(geometry) returns cstring language internal immutable strict parallel safe as 'point_out';
create function geometry_typmod_in(cstring[]) returns integer language internal immutable strict parallel safe as 'varchartypmodin';
create function geometry_typmod_out(integer) returns cstring language internal immutable strict parallel safe as 'varchartypmodout';
create type geometry (input = geometry_in, output = geometry_out, typmod_in = geometry_typmod_in,
  typmod_out = geometry_typmod_out, internallength = variable, delimiter = ':', alignment = double, storage = main);
create function geometry(geometry, integer, boolean) returns geometry language internal immutable strict parallel safe as 'boolin';
create cast (geometry as geometry) with function geometry(geometry, integer, boolean) as implicit;
create type box3d;
create function box3d_in(cstring) returns box3d language internal immutable strict parallel safe as 'point_in';
create function box3d_out(box3d) returns cstring language internal immutable strict parallel safe as 'point_out';
create type box3d (input = box3d_in, output = box3d_out, internallength = 52, alignment = double, storage = plain);
create type box2d;
create function box2d_in(cstring) returns box2d language internal immutable strict parallel safe as 'point_in';
create function box2d_out(box2d) returns cstring language internal immutable strict parallel safe as 'point_out';
create type box2d (input = box2d_in, output = box2d_out, internallength = 65, storage = plain);
create type geography;
create function geography_in(cstring, oid, integer) returns geography language internal immutable strict parallel safe as 'point_in';
create function geography_out(geography) returns cstring language internal immutable strict parallel safe as 'point_out';
create function geography_typmod_in(cstring[]) returns integer language internal immutable strict parallel safe as 'varchartypmodin';
create function geography_typmod_out(integer) returns cstring language internal immutable strict parallel safe as 'varchartypmodout';
create type geography (input = geography_in, output = geography_out, typmod_in = geography_typmod_in,
  typmod_out = geography_typmod_out, internallength = variable, delimiter = ':', alignment = double, storage = main);
create function geography(geography, integer, boolean) returns geography language internal immutable strict parallel safe as 'boolin';
create cast (geography as geography) with function geography(geography, integer, boolean) as implicit;
create function geography(geometry) returns geography language internal immutable strict parallel safe as 'boolin';
create cast (geometry as geography) with function geography(geometry) as implicit;
create function geometry(geography) returns geometry language internal immutable strict parallel safe as 'boolin';
create cast (geography as geometry) with function geometry(geography);
create function box2d(geometry) returns box2d language internal immutable strict parallel safe as 'boolin';
create cast (geometry as box2d) with function box2d(geometry) as implicit;
create function box3d(geometry) returns box3d language internal immutable strict parallel safe as 'boolin';
create cast (geometry as box3d) with function box3d(geometry) as implicit;
create function box(geometry) returns box language internal immutable strict parallel safe as 'boolin';
create cast (geometry as box) with function box(geometry) as assignment;
create function geometry(box2d) returns geometry language internal immutable strict parallel safe as 'boolin';
create cast (box2d as geometry) with function geometry(box2d) as implicit;
create function geometry(box3d) returns geometry language internal immutable strict parallel safe as 'boolin';
create cast (box3d as geometry) with function geometry(box3d) as implicit;
create function box3d(box2d) returns box3d language internal immutable strict parallel safe as 'boolin';
create cast (box2d as box3d) with function box3d(box2d) as implicit;
create function box2d(box3d) returns box2d language internal immutable strict parallel safe as 'boolin';
create cast (box3d as box2d) with function box2d(box3d) as implicit;
create function box(box3d) returns box language internal immutable strict parallel safe as 'boolin';
create cast (box3d as box) with function box(box3d) as implicit;
create function text(geometry) returns text language internal immutable strict parallel safe as 'boolin';
create cast (geometry as text) with function text(geometry) as implicit;
create function geometry(text) returns geometry language internal immutable strict parallel safe as 'boolin';
create cast (text as geometry) with function geometry(text) as implicit;
create function bytea(geometry) returns bytea language internal immutable strict parallel safe as 'boolin';
create cast (geometry as bytea) with function bytea(geometry) as implicit;
create function geometry(bytea) returns geometry language internal immutable strict parallel safe as 'boolin';
create cast (bytea as geometry) with function geometry(bytea) as implicit;
create function geography(bytea) returns geography language internal immutable strict parallel safe as 'boolin';
create cast (bytea as geography) with function geography(bytea) as implicit;
create function bytea(geography) returns bytea language internal immutable strict parallel safe as 'boolin';
create cast (geography as bytea) with function bytea(geography) as implicit;
create function "json"(geometry) returns json language internal immutable strict parallel safe as 'boolin';
create cast (geometry as json) with function "json"(geometry);
create function jsonb(geometry) returns jsonb language internal immutable strict parallel safe as 'boolin';
create cast (geometry as jsonb) with function jsonb(geometry);
create function point(geometry) returns point language internal immutable strict parallel safe as 'boolin';
create cast (geometry as point) with function point(geometry);
create function geometry(point) returns geometry language internal immutable strict parallel safe as 'boolin';
create cast (point as geometry) with function geometry(point);
create function path(geometry) returns path language internal immutable strict parallel safe as 'boolin';
create cast (geometry as path) with function path(geometry);
create function geometry(path) returns geometry language internal immutable strict parallel safe as 'boolin';
create cast (path as geometry) with function geometry(path);
create function polygon(geometry) returns polygon language internal immutable strict parallel safe as 'boolin';
create cast (geometry as polygon) with function polygon(geometry);
create function geometry(polygon) returns geometry language internal immutable strict parallel safe as 'boolin';
create cast (polygon as geometry) with function geometry(polygon);
create type geometry_dump as (path integer[], geom geometry);
create type valid_detail as (valid bool, reason varchar, location geometry);
create function geometry_lt(geom1 geometry, geom2 geometry) returns bool language internal immutable strict parallel safe as 'boolin';
create function geometry_le(geom1 geometry, geom2 geometry) returns bool language internal immutable strict parallel safe as 'boolin';
create function geometry_gt(geom1 geometry, geom2 geometry) returns bool language internal immutable strict parallel safe as 'boolin';
create function geometry_ge(geom1 geometry, geom2 geometry) returns bool language internal immutable strict parallel safe as 'boolin';
create function geometry_eq(geom1 geometry, geom2 geometry) returns bool language internal immutable strict parallel safe as 'boolin';
create function geometry_cmp(geom1 geometry, geom2 geometry) returns integer language internal immutable strict parallel safe as 'boolin';
create function geometry_hash(geometry) returns integer language internal immutable strict parallel safe as 'boolin';
create operator < (leftarg = geometry, rightarg = geometry, procedure = geometry_lt, commutator = >, negator = >=);
create operator <= (leftarg = geometry, rightarg = geometry, procedure = geometry_le, commutator = >=, negator = >);
create operator = (leftarg = geometry, rightarg = geometry, procedure = geometry_eq, commutator = =, hashes, merges);
create operator >= (leftarg = geometry, rightarg = geometry, procedure = geometry_ge, commutator = <=, negator = <);
create operator > (leftarg = geometry, rightarg = geometry, procedure = geometry_gt, commutator = <, negator = <=);
create operator class btree_geometry_ops default for type geometry using btree as
  operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 geometry_cmp(geometry, geometry);
create operator class hash_geometry_ops default for type geometry using hash as
  operator 1 =, function 1 geometry_hash(geometry);
create function geography_lt(geography, geography) returns bool language internal immutable strict parallel safe as 'boolin';
create function geography_le(geography, geography) returns bool language internal immutable strict parallel safe as 'boolin';
create function geography_gt(geography, geography) returns bool language internal immutable strict parallel safe as 'boolin';
create function geography_ge(geography, geography) returns bool language internal immutable strict parallel safe as 'boolin';
create function geography_eq(geography, geography) returns bool language internal immutable strict parallel safe as 'boolin';
create function geography_cmp(geography, geography) returns integer language internal immutable strict parallel safe as 'boolin';
create operator < (leftarg = geography, rightarg = geography, procedure = geography_lt, commutator = >, negator = >=);
create operator <= (leftarg = geography, rightarg = geography, procedure = geography_le, commutator = >=, negator = >);
create operator = (leftarg = geography, rightarg = geography, procedure = geography_eq, commutator = =);
create operator >= (leftarg = geography, rightarg = geography, procedure = geography_ge, commutator = <=, negator = <);
create operator > (leftarg = geography, rightarg = geography, procedure = geography_gt, commutator = <, negator = <=);
create operator class btree_geography_ops default for type geography using btree as
  operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 geography_cmp(geography, geography);
create function geometry_overlaps(geom1 geometry, geom2 geometry) returns bool language internal immutable strict parallel safe as 'boolin';
create operator && (leftarg = geometry, rightarg = geometry, procedure = geometry_overlaps, commutator = &&);
create function geography_overlaps(geography, geography) returns bool language internal immutable strict parallel safe as 'boolin';
create operator && (leftarg = geography, rightarg = geography, procedure = geography_overlaps, commutator = &&);
create function geometry_distance_centroid(geom1 geometry, geom2 geometry) returns float8 language internal immutable strict parallel safe as 'boolin';
create operator <-> (leftarg = geometry, rightarg = geometry, procedure = geometry_distance_centroid, commutator = <->);
create function geography_distance_knn(geography, geography) returns float8 language internal immutable strict parallel safe as 'boolin';
create operator <-> (leftarg = geography, rightarg = geography, procedure = geography_distance_knn, commutator = <->);
create operator class gist_geometry_ops_2d default for type geometry using gist as
  storage box2d, operator 3 &&, operator 13 <-> for order by pg_catalog.float_ops;
create operator class gist_geography_ops default for type geography using gist as
  operator 3 &&, operator 13 <-> for order by pg_catalog.float_ops;
create operator class gist_geometry_ops_nd for type geometry using gist as operator 3 &&;
create operator class brin_geometry_inclusion_ops_2d default for type geometry using brin as operator 3 &&;
create operator class brin_geography_inclusion_ops default for type geography using brin as operator 3 &&;
create operator class spgist_geometry_ops_2d default for type geometry using spgist as operator 3 &&;
create operator class spgist_geography_ops_nd default for type geography using spgist as operator 3 &&;
create table spatial_ref_sys (
  srid integer not null primary key check (srid > 0 and srid <= 998999),
  auth_name varchar(256),
  auth_srid integer,
  srtext varchar(2048),
  proj4text varchar(2048)
);
grant select on table spatial_ref_sys to public;
create view geometry_columns as
  select current_database()::varchar(256) as f_table_catalog, n.nspname as f_table_schema, c.relname as f_table_name,
    a.attname as f_geometry_column, 2 as coord_dimension, 0 as srid, 'GEOMETRY'::varchar(30) as type
  from pg_class c join pg_attribute a on a.attrelid = c.oid join pg_namespace n on n.oid = c.relnamespace;
grant select on table geometry_columns to public;
create view geography_columns as
  select current_database() as f_table_catalog, n.nspname as f_table_schema, c.relname as f_table_name,
    a.attname as f_geography_column, 2 as coord_dimension, 0 as srid, 'GEOGRAPHY' as type
  from pg_class c join pg_attribute a on a.attrelid = c.oid join pg_namespace n on n.oid = c.relnamespace;
grant select on table geography_columns to public;
