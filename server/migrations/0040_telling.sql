-- Addresses of other programs that are told what happens in a workspace.
CREATE TABLE webhooks (
    id        TEXT NOT NULL PRIMARY KEY,
    workspace TEXT NOT NULL REFERENCES workspaces (id),
    url       TEXT NOT NULL,
    author    TEXT NOT NULL,
    created   TEXT NOT NULL
) STRICT;

-- What each of them is told. Written with what it tells of, in one transaction; `due` says when it is sent next, and nothing once it is over.
CREATE TABLE deliveries (
    webhook  TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    number   INTEGER NOT NULL,
    event    TEXT NOT NULL,
    body     TEXT NOT NULL,
    created  TEXT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'given-up')),
    attempts INTEGER NOT NULL,
    due      TEXT,
    tried    TEXT,
    answer   TEXT,
    PRIMARY KEY (webhook, number)
) STRICT;
CREATE INDEX deliveries_due ON deliveries (due) WHERE due IS NOT NULL;

-- What a person is told inside the product.
CREATE TABLE notifications (
    account  TEXT NOT NULL REFERENCES accounts (id),
    number   INTEGER NOT NULL,
    time     TEXT NOT NULL,
    event    TEXT NOT NULL,
    topology TEXT NOT NULL REFERENCES topologies (id) ON DELETE CASCADE,
    proposal INTEGER NOT NULL,
    title    TEXT NOT NULL,
    actor    TEXT NOT NULL,
    seen     INTEGER NOT NULL,
    PRIMARY KEY (account, number)
) STRICT;
