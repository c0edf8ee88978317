-- A client counts its submissions for each branch. Rows stay as they are, to the byte: their hashes cover them.
CREATE TABLE log_by_branch (
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
    UNIQUE (topology, branch, client, number)
) STRICT;
INSERT INTO log_by_branch (topology, branch, revision, client, number, actor, time, base_revision, format, edits, changes, skipped, previous, hash)
    SELECT topology, branch, revision, client, number, actor, time, base_revision, format, edits, changes, skipped, previous, hash FROM log;
DROP TABLE log;
ALTER TABLE log_by_branch RENAME TO log;

-- A proposal is a branch of edits (`proposal-<number>` in the log) from a revision of main. Approved is no state: it follows from the approvals.
CREATE TABLE proposals (
    topology        TEXT NOT NULL REFERENCES topologies (id) ON DELETE CASCADE,
    number          INTEGER NOT NULL,
    title           TEXT NOT NULL,
    description     TEXT NOT NULL,
    author          TEXT NOT NULL,
    author_name     TEXT NOT NULL,
    created         TEXT NOT NULL,
    updated         TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('draft', 'in-review', 'changes-requested', 'merged', 'closed')),
    base_revision   INTEGER NOT NULL,
    merged_revision INTEGER,
    PRIMARY KEY (topology, number)
) STRICT;

-- A thread hangs on a place of the head; `value` is what stood there when it was begun.
CREATE TABLE threads (
    topology    TEXT NOT NULL,
    proposal    INTEGER NOT NULL,
    number      INTEGER NOT NULL,
    subject     TEXT NOT NULL,
    value       TEXT NOT NULL,
    revision    INTEGER NOT NULL,
    resolved_by TEXT,
    PRIMARY KEY (topology, proposal, number),
    FOREIGN KEY (topology, proposal) REFERENCES proposals (topology, number) ON DELETE CASCADE
) STRICT;

-- A comment may suggest edits; `applied_*` say who took them over, and as which revision of the head.
CREATE TABLE comments (
    topology         TEXT NOT NULL,
    proposal         INTEGER NOT NULL,
    thread           INTEGER NOT NULL,
    number           INTEGER NOT NULL,
    author           TEXT NOT NULL,
    author_name      TEXT NOT NULL,
    time             TEXT NOT NULL,
    body             TEXT NOT NULL,
    edits            TEXT,
    applied_by       TEXT,
    applied_revision INTEGER,
    PRIMARY KEY (topology, proposal, thread, number),
    FOREIGN KEY (topology, proposal, thread) REFERENCES threads (topology, proposal, number) ON DELETE CASCADE
) STRICT;

-- An approval holds for one meaning: `hash` is the semantic hash of the head that was approved.
CREATE TABLE approvals (
    topology    TEXT NOT NULL,
    proposal    INTEGER NOT NULL,
    number      INTEGER NOT NULL,
    person      TEXT NOT NULL,
    person_name TEXT NOT NULL,
    time        TEXT NOT NULL,
    revision    INTEGER NOT NULL,
    hash        TEXT NOT NULL,
    waivers     INTEGER NOT NULL,
    dismissed   TEXT,
    PRIMARY KEY (topology, proposal, number),
    FOREIGN KEY (topology, proposal) REFERENCES proposals (topology, number) ON DELETE CASCADE
) STRICT;

CREATE TABLE review_settings (
    topology TEXT NOT NULL PRIMARY KEY REFERENCES topologies (id) ON DELETE CASCADE,
    required INTEGER NOT NULL
) STRICT;

-- Who did what, never changed and never deleted, not even with the topology. `row_hash` covers the row and the one before it.
CREATE TABLE audit (
    topology TEXT NOT NULL,
    number   INTEGER NOT NULL,
    time     TEXT NOT NULL,
    actor    TEXT NOT NULL,
    action   TEXT NOT NULL,
    proposal INTEGER,
    revision INTEGER,
    hash     TEXT,
    detail   TEXT NOT NULL,
    previous TEXT NOT NULL,
    row_hash TEXT NOT NULL,
    PRIMARY KEY (topology, number)
) STRICT;
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is never changed'); END;
CREATE TRIGGER audit_remains BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is never deleted'); END;
