-- A topology is a row here and its log. Title and counts are kept for the list alone: the log is the truth.
CREATE TABLE topologies (
    id       TEXT NOT NULL PRIMARY KEY,
    created  TEXT NOT NULL,
    updated  TEXT NOT NULL,
    revision INTEGER NOT NULL,
    name     TEXT NOT NULL,
    title    TEXT NOT NULL,
    nodes    INTEGER NOT NULL,
    edges    INTEGER NOT NULL
) STRICT;

-- One row an accepted submission, never changed. `hash` covers the row and the hash before it.
CREATE TABLE log (
    topology      TEXT NOT NULL REFERENCES topologies (id) ON DELETE CASCADE,
    branch        TEXT NOT NULL,
    revision      INTEGER NOT NULL,
    client        TEXT NOT NULL,
    number        INTEGER NOT NULL,
    actor         TEXT NOT NULL,
    time          TEXT NOT NULL,
    base_revision INTEGER NOT NULL,
    format        INTEGER NOT NULL,
    edits         TEXT NOT NULL,
    changes       TEXT NOT NULL,
    skipped       TEXT NOT NULL,
    previous      TEXT NOT NULL,
    hash          TEXT NOT NULL,
    PRIMARY KEY (topology, branch, revision),
    UNIQUE (topology, client, number)
) STRICT;

-- The whole document at revision 0 and at every 200th after it.
CREATE TABLE snapshots (
    topology TEXT NOT NULL REFERENCES topologies (id) ON DELETE CASCADE,
    branch   TEXT NOT NULL,
    revision INTEGER NOT NULL,
    format   INTEGER NOT NULL,
    document TEXT NOT NULL,
    hash     TEXT NOT NULL,
    PRIMARY KEY (topology, branch, revision)
) STRICT;
