create publication warehouse for table products, stock_movements;

alter publication warehouse add table order_lines;
