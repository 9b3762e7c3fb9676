-- A store of schema version 2 with a handshake, a refused capture, an ordinary one and a confirmation. Never changed: later versions must read it.
PRAGMA application_id = 2003331939;
PRAGMA user_version = 2;
BEGIN TRANSACTION;
CREATE TABLE attempt (
  delivery_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  started_at REAL NOT NULL,
  elapsed REAL NOT NULL,
  waited REAL NOT NULL,
  accepted INTEGER NOT NULL,
  method TEXT NOT NULL,
  origin TEXT NOT NULL,
  target BLOB NOT NULL,
  headers BLOB NOT NULL,
  payload INTEGER,
  status INTEGER,
  answer_reason TEXT,
  answer_version TEXT,
  answer_headers BLOB,
  answer_body BLOB,
  answer_size INTEGER,
  failure_kind TEXT,
  failure_message TEXT,
  failure_hint TEXT,
  PRIMARY KEY (delivery_id, number)
);
INSERT INTO "attempt" VALUES('002jcqfx0000002e',1,1767312001.5,0.125,0.0,1,'GET','https://sns.us-west-2.amazonaws.com',X'2F3F546F6B656E3D31',X'4163636570740A2A2F2A',NULL,200,'OK','1.1',X'',X'3C782F3E',4,NULL,NULL,NULL);
CREATE TABLE capture (
  id TEXT NOT NULL PRIMARY KEY,
  topic INTEGER NOT NULL,
  payload INTEGER NOT NULL,
  received_at REAL NOT NULL,
  started_at REAL NOT NULL,
  query BLOB,
  http_version TEXT NOT NULL,
  peer TEXT NOT NULL,
  size INTEGER NOT NULL,
  delivery_id TEXT,
  valid INTEGER,
  reason TEXT,
  answer_status INTEGER,
  public_url TEXT
) WITHOUT ROWID
;
INSERT INTO "capture" VALUES('002jcqfm0000002d',1,1,1767312000.5,1767312000.25,NULL,'1.1','127.0.0.1:50000',2,NULL,NULL,NULL,200,NULL);
INSERT INTO "capture" VALUES('002jcqfm0000002e',2,2,1767312000.5,1767312000.25,NULL,'1.1','127.0.0.1:50000',2,'1',0,'signature_mismatch',401,NULL);
INSERT INTO "capture" VALUES('002jcqfm0000002f',3,3,1767312000.5,1767312000.25,NULL,'1.1','127.0.0.1:50000',2,NULL,NULL,NULL,200,NULL);
CREATE TABLE delivery (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  target_url TEXT NOT NULL,
  capture_id TEXT,
  provider TEXT,
  event TEXT,
  message_id TEXT,
  last_at REAL,
  last_status INTEGER,
  last_elapsed REAL
) WITHOUT ROWID
;
INSERT INTO "delivery" VALUES('002jcqfx0000002e','confirm','https://sns.us-west-2.amazonaws.com/?Token=1','002jcqfm0000002d','aws_sns',NULL,NULL,1767312001.5,200,0.125);
CREATE TABLE payload (
  id INTEGER NOT NULL PRIMARY KEY,
  verdict TEXT,
  headers BLOB,
  body BLOB NOT NULL
);
INSERT INTO "payload" VALUES(1,NULL,X'486F73740A6F6C642E74657374',X'7B7D');
INSERT INTO "payload" VALUES(2,'{"message": "no secret fits", "scheme": "github_sha256", "hint": null, "age": null, "secret": null, "facts": {}}',X'486F73740A6F6C642E74657374',X'7B7D');
INSERT INTO "payload" VALUES(3,NULL,X'486F73740A6F6C642E74657374',X'7B7D');
CREATE TABLE topic (
  id INTEGER NOT NULL PRIMARY KEY,
  method TEXT NOT NULL,
  path BLOB NOT NULL,
  provider TEXT,
  scheme TEXT,
  event TEXT
, handshake TEXT, refused INTEGER);
INSERT INTO "topic" VALUES(1,'POST',X'2F736E73','aws_sns',NULL,NULL,'sns_subscription_confirmation',NULL);
INSERT INTO "topic" VALUES(2,'POST',X'2F686F6F6B','github','github_sha256','push',NULL,1);
INSERT INTO "topic" VALUES(3,'POST',X'2F686F6F6B',NULL,NULL,NULL,NULL,NULL);
CREATE INDEX topic_path ON topic (path);
CREATE INDEX capture_topic ON capture (topic);
CREATE INDEX delivery_capture ON delivery (capture_id, last_at) WHERE capture_id IS NOT NULL;
COMMIT;
