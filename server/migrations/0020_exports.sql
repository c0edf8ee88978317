-- Each bundle that was taken away: what the next preview is compared with.
CREATE TABLE exports (
    topology TEXT NOT NULL REFERENCES topologies (id) ON DELETE CASCADE,
    number   INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    time     TEXT NOT NULL,
    actor    TEXT NOT NULL,
    PRIMARY KEY (topology, number)
) STRICT;
