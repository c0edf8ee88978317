-- Who has to approve a change of which part, as JSON.
ALTER TABLE review_settings ADD COLUMN owners TEXT NOT NULL DEFAULT '[]';
-- What the approver's own parts meant, as one hash: as long as they mean the same, the approval holds for them.
ALTER TABLE approvals ADD COLUMN cover TEXT;
