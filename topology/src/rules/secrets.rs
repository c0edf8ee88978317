//! What looks like a secret.

/// Why a variable is suspicious.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suspicion {
    /// It holds a secret.
    Secret,
    /// It switches passwords off.
    NoPassword,
}

/// Judges a variable by its name and value.
#[must_use]
pub fn variable(name: &str, value: &str) -> Option<Suspicion> {
    let trimmed = value.trim();
    let name = capitals(name);
    let on = ["1", "true", "yes", "on"].iter().any(|word| trimmed.eq_ignore_ascii_case(word));
    let no_password = on && (name.contains("ALLOW_EMPTY_PASSWORD") || name.contains("ALLOW_EMPTY_ROOT_PASSWORD"))
        || trimmed.eq_ignore_ascii_case("trust") && name.contains("AUTH_METHOD");
    if no_password {
        return Some(Suspicion::NoPassword);
    }
    if trimmed.is_empty() || is_reference(trimmed) {
        return None;
    }
    let named = says_secret(&name) && could_be_a_value(trimmed);
    (named || is_secret(trimmed)).then_some(Suspicion::Secret)
}

/// Whether a program's arguments hold a secret.
#[must_use]
pub fn argument(words: &[&str]) -> bool {
    let flag = |word: &str| says_secret(&capitals(word.trim_start_matches('-')));
    let fits = |value: &str| !value.is_empty() && !is_reference(value) && could_be_a_value(value);
    let apart = words
        .windows(2)
        .any(|pair| pair[0].starts_with('-') && flag(pair[0]) && !pair[1].starts_with('-') && fits(pair[1]));
    let joined = words.iter().filter_map(|word| word.split_once('=')).any(|(name, value)| flag(name) && fits(value));
    apart || joined || words.iter().any(|word| !is_reference(word) && is_secret(word))
}

/// Whether a variable's name alone says that its value is a secret.
#[must_use]
pub fn named(name: &str) -> bool {
    says_secret(&capitals(name))
}

/// A name in capitals, its words apart by underscores.
fn capitals(name: &str) -> String {
    let capital = |c: char| if matches!(c, '.' | '-') { '_' } else { c.to_ascii_uppercase() };
    name.chars().map(capital).collect()
}

/// `${VAR}`, `$VAR`, `{{ … }}`, `<set me>`: a value that stands elsewhere.
fn is_reference(value: &str) -> bool {
    value.starts_with('$')
        || (value.starts_with("{{") && value.ends_with("}}"))
        || (value.starts_with('<') && value.ends_with('>'))
}

/// Whether a name, in capitals, is one of a secret and not of something about secrets.
fn says_secret(name: &str) -> bool {
    const WORDS: [&str; 12] = [
        "PASSWORD",
        "PASSWD",
        "PASSPHRASE",
        "PWD",
        "SECRET",
        "TOKEN",
        "APIKEY",
        "API_KEY",
        "ACCESS_KEY",
        "PRIVATE_KEY",
        "SIGNING_KEY",
        "ENCRYPTION_KEY",
    ];
    // The last words decide: `TOKEN_URL` is an address, `SECRET_NAME` a name.
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
    let ends = WORDS.iter().any(|word| {
        name.strip_suffix(word).is_some_and(|before| before.is_empty() || before.ends_with('_') || *word != "PWD")
    });
    ends || ["REQUIREPASS", "SECRET_KEY", "SECRET_KEY_BASE", "AUTH_KEY", "MASTER_KEY", "_PASS"]
        .iter()
        .any(|word| name.ends_with(word))
        || name == "PASS"
}

/// Numbers of seconds, switches and single dashes are no secrets, whatever they are called.
fn could_be_a_value(value: &str) -> bool {
    const WORDS: [&str; 13] =
        ["true", "false", "yes", "no", "on", "off", "none", "null", "-", "jwt", "bearer", "basic", "vault"];
    !WORDS.iter().any(|word| value.eq_ignore_ascii_case(word))
}

/// Whether a value gives itself away.
fn is_secret(value: &str) -> bool {
    const BEGINNINGS: [&str; 14] = [
        "AKIA",
        "ASIA",
        "ghp_",
        "gho_",
        "ghs_",
        "github_pat_",
        "glpat-",
        "xoxb-",
        "xoxp-",
        "sk_live_",
        "rk_live_",
        "sk-ant-",
        "SG.",
        "AIza",
    ];
    let token = value.len() >= 20
        && !value.contains(char::is_whitespace)
        && BEGINNINGS.iter().any(|beginning| value.starts_with(beginning));
    let key = value.contains("-----BEGIN ") && value.contains("PRIVATE KEY-----");
    let jwt = value.starts_with("eyJ") && value.len() > 40 && value.matches('.').count() == 2;
    token || key || jwt || address_with_password(value) || connection_string(value)
}

/// `scheme://user:password@host`.
fn address_with_password(value: &str) -> bool {
    value.match_indices("://").any(|(at, _)| {
        let rest = &value[at + 3..];
        let authority = rest.split(['/', '?', '#', ' ', '\n', '"', '\'']).next().unwrap_or_default();
        let Some((user, _)) = authority.rsplit_once('@') else { return false };
        user.split_once(':').is_some_and(|(_, password)| !password.is_empty() && !is_reference(password))
    })
}

/// `Server=db;Password=…;`, also in the JDBC form `?password=…`.
fn connection_string(value: &str) -> bool {
    value.split([';', '?', '&']).filter_map(|part| part.split_once('=')).any(|(name, text)| {
        ["password", "pwd", "accountkey", "sharedaccesskey"].iter().any(|word| name.trim().eq_ignore_ascii_case(word))
            && !text.trim().is_empty()
            && !is_reference(text.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_told_from_what_speaks_of_them() {
        for (name, value) in [
            ("POSTGRES_PASSWORD", "postgres"),
            ("DB_PASS", "x"),
            ("MYSQL_ROOT_PASSWORD", "rootpassword"),
            ("spring.datasource.password", "hunter2"),
            ("API_KEY", "k-1"),
            ("SESSION_SECRET", "abc"),
            ("JWT_TOKEN", "abc"),
            ("DATABASE_URL", "postgres://app:pw@db/app"),
            ("CONNECTION", "Server=db;User=sa;Password=Pass@word"),
            ("X", "-----BEGIN RSA PRIVATE KEY-----\nabc"),
            ("X", "ghp_0123456789012345678901234567890123456789"),
            ("JDBC", "jdbc:mysql://db/app?user=a&password=b"),
        ] {
            assert_eq!(variable(name, value), Some(Suspicion::Secret), "{name}={value}");
        }
        for (name, value) in [
            ("POSTGRES_PASSWORD", ""),
            ("POSTGRES_PASSWORD", "${POSTGRES_PASSWORD}"),
            ("POSTGRES_PASSWORD_FILE", "/run/secrets/pg"),
            ("TOKEN_URL", "https://id.example.com/token"),
            ("PASSWORD_MIN_LENGTH", "12"),
            ("SECRET_NAME", "orders"),
            ("TOKEN_TTL", "3600"),
            ("REQUIRE_PASSWORD", "true"),
            ("OLDPWD", "/app"),
            ("DATABASE_URL", "postgres://app:${PW}@db/app"),
            ("DATABASE_URL", "postgres://app@db/app"),
            ("GREETING", "hello: world"),
            ("ALLOW_EMPTY_PASSWORD", "no"),
        ] {
            assert_eq!(variable(name, value), None, "{name}={value}");
        }
        assert_eq!(variable("MYSQL_ALLOW_EMPTY_PASSWORD", "true"), Some(Suspicion::NoPassword));
        assert_eq!(variable("POSTGRES_HOST_AUTH_METHOD", "trust"), Some(Suspicion::NoPassword));
    }

    #[test]
    fn arguments_are_read_as_flags() {
        assert!(argument(&["valkey-server", "--requirepass", "hunter2"]));
        assert!(argument(&["--db-password=hunter2"]) && argument(&["postgres://a:b@c/d"]));
        assert!(!argument(&["--password-file", "/run/secrets/x"]) && !argument(&["--password", "$(PASSWORD)"]));
        assert!(!argument(&["--token", "--verbose"]) && !argument(&[]));
    }
}
