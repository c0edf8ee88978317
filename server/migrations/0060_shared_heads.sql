-- A link may show the head of a proposal instead of the topology.
ALTER TABLE shares ADD COLUMN proposal INTEGER;
