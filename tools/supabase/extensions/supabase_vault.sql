create function vault._crypto_aead_det_encrypt(message bytea, additional bytea, key_id bigint, context bytea DEFAULT '\x7067736f6469756d'::bytea, nonce bytea DEFAULT NULL::bytea) returns bytea
  language sql immutable as $$ select null::bytea $$;
create function vault._crypto_aead_det_decrypt(message bytea, additional bytea, key_id bigint, context bytea DEFAULT '\x7067736f6469756d'::bytea, nonce bytea DEFAULT NULL::bytea) returns bytea
  language sql immutable as $$ select null::bytea $$;
create function vault._crypto_aead_det_noncegen() returns bytea
  language sql immutable as $$ select null::bytea $$;
create function vault.create_secret(new_secret text, new_name text DEFAULT NULL::text, new_description text DEFAULT ''::text, new_key_id uuid DEFAULT NULL::uuid) returns uuid
  language plpgsql security definer set search_path = '' as $$ begin return null; end $$;
create function vault.update_secret(secret_id uuid, new_secret text DEFAULT NULL::text, new_name text DEFAULT NULL::text, new_description text DEFAULT NULL::text, new_key_id uuid DEFAULT NULL::uuid) returns void
  language plpgsql security definer set search_path = '' as $$ begin return; end $$;
create table vault.secrets (
  id uuid default gen_random_uuid() not null,
  name text,
  description text default ''::text not null,
  secret text not null,
  key_id uuid,
  nonce bytea default vault._crypto_aead_det_noncegen(),
  created_at timestamp with time zone default CURRENT_TIMESTAMP not null,
  updated_at timestamp with time zone default CURRENT_TIMESTAMP not null
);
create view vault.decrypted_secrets as
  select id, name, description, secret,
    convert_from(
      vault._crypto_aead_det_decrypt(
        message := decode(secret, 'base64'), additional := convert_to(id::text, 'utf8'), key_id := 0,
        context := 'pgsodium'::bytea, nonce := nonce),
      'utf8') collate "C" as decrypted_secret,
    key_id, nonce, created_at, updated_at
  from vault.secrets;
alter table vault.secrets add constraint secrets_pkey PRIMARY KEY (id);
create unique index secrets_name_idx ON vault.secrets USING btree (name) WHERE (name IS NOT NULL);
revoke all on all functions in schema vault from public;
