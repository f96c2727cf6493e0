-- Every member could read webhook_endpoints, and with it the signing secrets. From here on only owners and admins can,
-- as they alone could write them.
alter policy webhook_endpoints_select on public.webhook_endpoints
  using (
    tenant_id in (
      select tm.tenant_id from public.tenant_members as tm
      where tm.user_id = (select auth.uid()) and tm.status = 'active' and tm.role in ('owner', 'admin')
    )
  );

comment on column public.webhook_endpoints.secret is 'Signs deliveries. Shown to owners and admins only.';
