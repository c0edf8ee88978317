#!/bin/sh
# Makes users and rights on a MongoDB server; databases appear with the first document.
# May run again and again: passwords and rights are set anew.
#
# Reads INSTANCE_HOST, INSTANCE_PORT, ADMIN_USER, ADMIN_PASSWORD and the table USERS:
#   user <tab> variable with the password <tab> database <tab> - <tab> read, write or read-write
set -eu

export HOME=/tmp
script="$(mktemp)"
trap 'rm -f "$script"' EXIT
cat > "$script" <<'JS'
const { INSTANCE_HOST, INSTANCE_PORT, ADMIN_USER, ADMIN_PASSWORD, USERS } = process.env;
const text = encodeURIComponent;
const address = `mongodb://${text(ADMIN_USER)}:${text(ADMIN_PASSWORD)}@${INSTANCE_HOST}:${INSTANCE_PORT}/admin?serverSelectionTimeoutMS=2000`;

let server;
for (let tries = 0; !server; tries += 1) {
  try {
    server = connect(address);
  } catch (error) {
    if (tries >= 60) throw new Error(`grants: ${INSTANCE_HOST}:${INSTANCE_PORT} did not let ${ADMIN_USER} in: ${error.message}`);
    sleep(2000);
  }
}

// Each user lives in its database, so that an address that ends with the database is all that a program needs.
const rights = new Map();
for (const line of require('fs').readFileSync(USERS, 'utf8').split('\n').filter(Boolean)) {
  const [user, variable, database, , access] = line.split('\t');
  const held = rights.get(`${database}/${user}`) ?? { user, variable, database, roles: new Set() };
  held.roles.add(access === 'read' ? 'read' : 'readWrite');
  rights.set(`${database}/${user}`, held);
}
for (const { user, variable, database, roles } of rights.values()) {
  const there = server.getSiblingDB(database);
  const command = there.getUser(user) ? 'updateUser' : 'createUser';
  there.runCommand({ [command]: user, pwd: process.env[variable], roles: [...roles].map((role) => ({ role, db: database })) });
  print(`grants: user ${user} may ${[...roles].join(', ')} ${database}`);
}
JS
mongosh --quiet --norc --nodb --file "$script"
