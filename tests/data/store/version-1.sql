-- A store of schema version 1 with one capture and one delivery. Never changed: later versions must read it.
PRAGMA application_id = 2003331939;
PRAGMA user_version = 1;
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
INSERT INTO "attempt" VALUES('002jcqfx0000002e',1,1767312000.51,0.125,0.0,1,'POST','http://127.0.0.1:3000',X'2F686F6F6B3F736F757263653D6F6C64',X'486F73740A3132372E302E302E313A33303030',1,202,'Accepted','HTTP/1.1',X'5365727665720A617070',X'6F6B',2,NULL,NULL,NULL);
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
INSERT INTO "capture" VALUES('002jcqfm0000002d',1,1,1767312000.5,1767312000.25,X'3F736F757263653D6F6C64','1.1','127.0.0.1:50000',7,'evt_1',1,'valid',NULL,'https://old.ngrok.app');
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
INSERT INTO "delivery" VALUES('002jcqfx0000002e','forward','http://127.0.0.1:3000/hook?source=old','002jcqfm0000002d','stripe','charge.succeeded','evt_1',1767312000.51,202,0.125);
CREATE TABLE payload (
  id INTEGER NOT NULL PRIMARY KEY,
  verdict TEXT,
  headers BLOB,
  body BLOB NOT NULL
);
INSERT INTO "payload" VALUES(1,'{"message": "the signature is genuine", "scheme": "stripe-v1", "hint": null, "age": 1.5, "secret": "env:SECRET", "facts": {"tolerance": 300}}',X'486F73740A6F6C642E746573740A582D4F64640A615C6E625C5C63',X'00FF20626F6479');
CREATE TABLE topic (
  id INTEGER NOT NULL PRIMARY KEY,
  method TEXT NOT NULL,
  path BLOB NOT NULL,
  provider TEXT,
  scheme TEXT,
  event TEXT
);
INSERT INTO "topic" VALUES(1,'POST',X'2F686F6F6B','stripe','stripe-v1','charge.succeeded');
CREATE INDEX topic_path ON topic (path);
CREATE INDEX capture_topic ON capture (topic);
CREATE INDEX delivery_capture ON delivery (capture_id, last_at) WHERE capture_id IS NOT NULL;
COMMIT;
