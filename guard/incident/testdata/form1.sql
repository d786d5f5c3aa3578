BEGIN TRANSACTION;
CREATE TABLE head (
    only  INTEGER PRIMARY KEY CHECK (only = 1),
    count INTEGER NOT NULL,
    hash  BLOB    NOT NULL
) STRICT;
INSERT INTO "head" VALUES(1,4,X'8CBEB894F795076AB5906B8F7A1B3C045A1DE6529DA7D9DCD70DD88A723873D7');
CREATE TABLE incidents (
    seq        INTEGER PRIMARY KEY,
    id         TEXT    NOT NULL UNIQUE,
    time       INTEGER NOT NULL, -- nanoseconds since 1970, UTC
    channel    TEXT    NOT NULL,
    level      TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    confidence TEXT    NOT NULL,
    official   INTEGER NOT NULL,
    kind       TEXT    NOT NULL,
    action     TEXT    NOT NULL,
    outcome    TEXT    NOT NULL,
    rule       TEXT    NOT NULL,
    place      TEXT    NOT NULL,
    sha256     TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    user       TEXT    NOT NULL,
    host       TEXT    NOT NULL,
    device     TEXT    NOT NULL,
    count      INTEGER NOT NULL,
    quarantine TEXT    NOT NULL,
    reason     TEXT    NOT NULL,
    prev       BLOB    NOT NULL,
    hash       BLOB    NOT NULL
) STRICT;
INSERT INTO "incidents" VALUES(1,'20260902T120000.123456789-0a1b2c3d',1788350400123456789,'removable','TOI_MAT','marked','certain',1,'docx','block','quarantined','vn.mark.line','header','abababababababababababababababababababababababababababababababab','Báo cáo ….docx','an','pc-1','sdb1',1,'q0','lý do | ''dòng''
hai',X'0000000000000000000000000000000000000000000000000000000000000000',X'4AB36FDC4AFE44CF7B9F8A4DC44AEB6E53824D3D14CED1B623BFA1FB7CEC503F');
INSERT INTO "incidents" VALUES(2,'20260902T120100.123456789-0a1b2c3d',1788350460123456789,'removable','TOI_MAT','marked','certain',1,'docx','block','quarantined','vn.mark.line','header','abababababababababababababababababababababababababababababababab','Báo cáo ….docx','an','pc-1','sdb1',1,'q1','lý do | ''dòng''
hai',X'4AB36FDC4AFE44CF7B9F8A4DC44AEB6E53824D3D14CED1B623BFA1FB7CEC503F',X'64AC8680497C90A6ED5F451118F9FC2AB334515BB4B1954F2001DA457BA9B3A9');
INSERT INTO "incidents" VALUES(3,'20260902T120200.123456789-0a1b2c3d',1788350520123456789,'removable','TOI_MAT','marked','certain',1,'docx','block','quarantined','vn.mark.line','header','abababababababababababababababababababababababababababababababab','Báo cáo ….docx','an','pc-1','sdb1',1,'q2','lý do | ''dòng''
hai',X'64AC8680497C90A6ED5F451118F9FC2AB334515BB4B1954F2001DA457BA9B3A9',X'388FD3968C31AA89450B989E7D5BB6EDCD98B8B43EFDCF741269105561C5DA97');
INSERT INTO "incidents" VALUES(4,'20260902T120300.123456789-0a1b2c3d',1788350580123456789,'removable','TOI_MAT','marked','certain',1,'docx','block','quarantined','vn.mark.line','header','abababababababababababababababababababababababababababababababab','Báo cáo ….docx','an','pc-1','sdb1',1,'q3','lý do | ''dòng''
hai',X'388FD3968C31AA89450B989E7D5BB6EDCD98B8B43EFDCF741269105561C5DA97',X'8CBEB894F795076AB5906B8F7A1B3C045A1DE6529DA7D9DCD70DD88A723873D7');
CREATE INDEX incidents_by_time ON incidents (time);
CREATE INDEX incidents_by_quarantine ON incidents (quarantine) WHERE quarantine <> '';
COMMIT;
PRAGMA user_version = 1;
