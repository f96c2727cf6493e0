create type pg_tle_features as enum ('passcheck', 'clientauth');
create table feature_info (
  feature pg_tle_features, schema_name text, proname text, obj_identity text, primary key (feature, schema_name, proname));
create function install_extension(name text, version text, description text, ext text, requires text[] default null)
  returns boolean language internal as 'boolin';
create function install_extension(
  name text, version text, description text, ext text, requires text[], schema text, relocatable boolean default null)
  returns boolean language internal as 'boolin';
create function install_extension_version_sql(name text, version text, ext text) returns boolean language internal as 'boolin';
create function install_update_path(name text, fromvers text, tovers text, ext text) returns boolean language internal strict as 'boolin';
create function uninstall_extension(extname text) returns boolean language plpgsql as $$ begin return true; end $$;
create function uninstall_extension(extname text, version text) returns boolean language plpgsql as $$ begin return true; end $$;
create function uninstall_extension_if_exists(extname text) returns boolean language plpgsql as $$ begin return true; end $$;
create function uninstall_update_path(extname text, fromvers text, tovers text) returns boolean language plpgsql as $$ begin return true; end $$;
create function uninstall_update_path_if_exists(extname text, fromvers text, tovers text) returns boolean
  language plpgsql as $$ begin return true; end $$;
create function set_default_version(name text, version text) returns boolean language internal strict as 'boolin';
create function available_extensions(out name name, out default_version text, out comment text) returns setof record
  language internal stable strict as 'boolin';
create function available_extension_versions(
  out name name, out version text, out superuser boolean, out trusted boolean, out relocatable boolean, out schema name,
  out requires name[], out comment text) returns setof record language internal stable strict as 'boolin';
create function extension_update_paths(name name, out source text, out target text, out path text) returns setof record
  language internal stable strict as 'boolin';
create function register_feature(proc regproc, feature pg_tle_features) returns void language plpgsql as $$ begin end $$;
create function unregister_feature(proc regproc, feature pg_tle_features) returns void language plpgsql as $$ begin end $$;
