comment on table orders is 'One row per order, drafts included.';
comment on column orders.discount_percent is 'Whole percents, applied to the total.';
comment on function order_total(bigint) is 'Without the discount.';
comment on constraint orders_discount_range on orders is 'No negative discounts.';
comment on index orders_open_idx is 'For the work list of the clerks.';
