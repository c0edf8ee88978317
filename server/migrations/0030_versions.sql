-- A revision that people gave a name. The log keeps every revision; a name makes one easy to find again.
CREATE TABLE versions (
    topology    TEXT NOT NULL REFERENCES topologies (id) ON DELETE CASCADE,
    revision    INTEGER NOT NULL,
    name        TEXT NOT NULL,
    author      TEXT NOT NULL,
    author_name TEXT NOT NULL,
    time        TEXT NOT NULL,
    PRIMARY KEY (topology, revision),
    UNIQUE (topology, name)
) STRICT;
