#!/bin/sh
# Makes users and rights on a MongoDB server; databases appear with the first document.
# May run again and again: passwords and rights are set anew.
#
# Reads INSTANCE_HOST, INSTANCE_PORT, ADMIN_USER, ADMIN_PASSWORD and the table USERS:
#   user <tab> variable with the password <tab> database <tab> - <tab> read, write or read-write
#   or, with - as the database: monitor (what turns the server's state into metrics) or backup (what copies it)
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

// What watches and what copies live in the server's own database and may do that alone.
const duties = {
  monitor: [{ role: 'clusterMonitor', db: 'admin' }, { role: 'read', db: 'local' }],
  backup: [{ role: 'backup', db: 'admin' }],
};

// Each user lives in its database, so that an address that ends with the database is all that a program needs.
const rights = new Map();
for (const line of require('fs').readFileSync(USERS, 'utf8').split('\n').filter(Boolean)) {
  const [user, variable, drawn, , access] = line.split('\t');
  const database = access in duties ? 'admin' : drawn;
  const held = rights.get(`${database}/${user}`) ?? { user, variable, database, roles: new Map() };
  const roles = duties[access] ?? [{ role: access === 'read' ? 'read' : 'readWrite', db: database }];
  for (const role of roles) held.roles.set(`${role.role} ${role.db}`, role);
  rights.set(`${database}/${user}`, held);
}
for (const { user, variable, database, roles } of rights.values()) {
  const there = server.getSiblingDB(database);
  const command = there.getUser(user) ? 'updateUser' : 'createUser';
  there.runCommand({ [command]: user, pwd: process.env[variable], roles: [...roles.values()] });
  print(`grants: user ${user} may ${[...roles.keys()].join(', ')}`);
}
JS
mongosh --quiet --norc --nodb --file "$script"
