"""From facts to the rows that lists read. Rows are a function of the set of facts, nothing else."""
