-- A workspace holds topologies and has members. What was there before there were workspaces is in `main`.
CREATE TABLE workspaces (
    id      TEXT NOT NULL PRIMARY KEY,
    title   TEXT NOT NULL,
    created TEXT NOT NULL
) STRICT;

INSERT INTO workspaces (id, title, created) VALUES ('main', 'Workspace', strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));

ALTER TABLE topologies ADD COLUMN workspace TEXT NOT NULL DEFAULT 'main';

-- An id is never given to another: the log, approvals and this file's own trail name it for ever, so accounts are shut and not deleted.
CREATE TABLE accounts (
    id       TEXT NOT NULL PRIMARY KEY,
    name     TEXT NOT NULL,
    -- argon2id in the PHC format; none where only an identity provider lets the person in.
    password TEXT,
    created  TEXT NOT NULL,
    shut     TEXT
) STRICT;

-- Who an identity provider says somebody is.
CREATE TABLE identities (
    issuer  TEXT NOT NULL,
    subject TEXT NOT NULL,
    account TEXT NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (issuer, subject)
) STRICT;

CREATE TABLE members (
    workspace TEXT NOT NULL REFERENCES workspaces (id),
    account   TEXT NOT NULL REFERENCES accounts (id),
    role      TEXT NOT NULL CHECK (role IN ('viewer', 'reviewer', 'editor', 'owner')),
    PRIMARY KEY (workspace, account)
) STRICT;

-- Whatever a browser or a program shows is kept as its SHA-256 alone.
CREATE TABLE sessions (
    hash    TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id),
    created TEXT NOT NULL,
    seen    TEXT NOT NULL,
    expires TEXT NOT NULL
) STRICT;

CREATE TABLE tokens (
    id      TEXT NOT NULL PRIMARY KEY,
    hash    TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL REFERENCES accounts (id),
    name    TEXT NOT NULL,
    scope   TEXT NOT NULL CHECK (scope IN ('viewer', 'reviewer', 'editor', 'owner')),
    created TEXT NOT NULL,
    expires TEXT NOT NULL,
    used    TEXT
) STRICT;

CREATE TABLE invitations (
    id        TEXT NOT NULL PRIMARY KEY,
    hash      TEXT NOT NULL UNIQUE,
    workspace TEXT NOT NULL REFERENCES workspaces (id),
    role      TEXT NOT NULL CHECK (role IN ('viewer', 'reviewer', 'editor', 'owner')),
    author    TEXT NOT NULL,
    created   TEXT NOT NULL,
    expires   TEXT NOT NULL
) STRICT;

CREATE TABLE shares (
    id       TEXT NOT NULL PRIMARY KEY,
    hash     TEXT NOT NULL UNIQUE,
    topology TEXT NOT NULL REFERENCES topologies (id) ON DELETE CASCADE,
    author   TEXT NOT NULL,
    created  TEXT NOT NULL,
    expires  TEXT NOT NULL
) STRICT;

-- Who came in and who may do what: appended to, never changed.
CREATE TABLE trail (
    number    INTEGER PRIMARY KEY AUTOINCREMENT,
    time      TEXT NOT NULL,
    actor     TEXT NOT NULL,
    event     TEXT NOT NULL,
    workspace TEXT,
    subject   TEXT NOT NULL,
    detail    TEXT NOT NULL
) STRICT;

CREATE TRIGGER trail_is_not_changed BEFORE UPDATE ON trail BEGIN SELECT RAISE(ABORT, 'the trail is not changed'); END;
CREATE TRIGGER trail_is_not_shortened BEFORE DELETE ON trail BEGIN SELECT RAISE(ABORT, 'the trail is not shortened'); END;
