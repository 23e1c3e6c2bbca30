"""Qt parts that know no business word: theme, tasks, tables, forms, inputs, editors, notices."""
