//! Settings from options, the environment and a file.

use super::Place;

#[test]
fn an_option_beats_the_environment_and_that_beats_the_file() {
    let place = Place::new();
    let file = place.file("settings.toml", "listen = \"127.0.0.1:7001\"\nlog = \"json\"\ndatabase_connections = 9\n");
    let said = |arguments: &[&str], variable: Option<&str>, name: &str| {
        let all = [&["config", "check", "--config", &file], arguments].concat();
        let mut command = place.command(&all);
        if let Some(value) = variable {
            command.env("MITEINANDER_LISTEN", value);
        }
        let output = command.output().expect("the program runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        let line = printed.lines().find(|line| line.starts_with(name)).expect("the setting is told").to_owned();
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let from_file = format!("127.0.0.1:7001 {file}");
    assert_eq!(said(&[], None, "listen"), format!("listen {from_file}"));
    assert_eq!(said(&[], Some("127.0.0.1:7002"), "listen"), "listen 127.0.0.1:7002 environment");
    let option = ["--listen", "127.0.0.1:7003"];
    assert_eq!(said(&option, Some("127.0.0.1:7002"), "listen"), "listen 127.0.0.1:7003 option");
    assert_eq!(said(&[], None, "database_connections"), format!("database_connections 9 {file}"));
    assert_eq!(said(&[], None, "password_passes"), "password_passes 2 built in");
    assert_eq!(said(&[], None, "token_key_file"), "token_key_file - not set");
}

#[test]
fn checking_changes_nothing_and_hides_secrets() {
    let place = Place::new();
    let before = place.prints(&["config", "check"]);
    assert!(before.contains("does not exist yet") && !place.folder.join("network.db").exists(), "{before}");
    place.prints(&["centre", "create", "--county", "05382", "--name", "KI"]);
    let after = place.prints(&["config", "check"]);
    assert!(after.contains("SQLite answers; the tables are up to date"), "{after}");
    assert!(!place.folder.join("network.key").exists(), "no key was made");
    std::fs::remove_file(place.folder.join("network.db")).expect("there");
    std::fs::write(place.folder.join("network.db"), "").expect("written");
    let empty = place.prints(&["config", "check"]);
    assert!(empty.contains("no tables yet"), "{empty}");
    let url = "postgres://somebody:geheim@127.0.0.1:1/network";
    let output = place.runs(&["config", "check", "--database-url", url, "--token-key-file", "nowhere.key"], "");
    let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(!output.status.success() && told.contains("nowhere.key") && !told.contains("geheim"), "{told}");
}

#[test]
fn what_is_wrong_in_the_file_is_told_with_the_file() {
    let place = Place::new();
    for (text, wanted) in [
        ("listen = \"here\"", "listen"),
        ("lisden = \"127.0.0.1:1\"", "there is no setting lisden; did you mean listen? There are allowed_origins"),
        ("listen = [1]", "listen has to be text or a number"),
        ("listen", "TOML"),
    ] {
        let file = place.file("wrong.toml", text);
        let output = place.runs(&["serve", "--config", &file], "");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(wanted) && told.contains("wrong.toml"), "{text}: {told}");
    }
    let told = place.is_refused(&["serve", "--config", "/nowhere/settings.toml"], "");
    assert!(told.contains("--config") && told.contains("/nowhere/settings.toml"), "{told}");
    let level = place.is_refused(&["serve", "--listen", "127.0.0.1:0", "--log-level", "info,=loud"], "");
    assert!(level.contains("--log-level"), "{level}");
}

#[test]
fn help_needs_no_settings_and_shows_no_secrets() {
    let place = Place::new();
    for arguments in [&["--help"][..], &["serve", "--help"], &["--version"], &["schema"], &["completions", "bash"]] {
        let all = [arguments, &["--config", "/nowhere/settings.toml"]].concat();
        assert!(!place.prints(&all).is_empty(), "{arguments:?}");
    }
    let file = place.file("settings.toml", "database_url = \"postgres://somebody:geheim@host/network\"\n");
    let mut command = place.command(&["serve", "--help", "--config", &file]);
    let output = command.env_remove("DATABASE_URL").output().expect("the program runs");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && told.contains("--database-url") && !told.contains("geheim"), "{told}");
}

#[test]
fn shells_can_complete_verbs_and_options() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = place.prints(&["completions", shell]);
        assert!(script.contains("bench-data") && script.contains("database-url"), "{shell}");
    }
    let wrong = place.is_refused(&["completions", "dosbox"], "");
    assert!(wrong.contains("bash"), "{wrong}");
}

#[test]
fn the_front_door_s_settings_are_read_as_lists_and_have_to_fit_together() {
    let place = Place::new();
    let url = format!("sqlite://{}?mode=rwc", place.file("nothing.db", ""));
    let checks = |options: &[&str]| {
        let output = place.runs(&[&["config", "check", "--database-url", &url], options].concat(), "");
        let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        (output.status.success(), told)
    };
    let origins = "https://portal.example,https://other.example";
    let (_, told) = checks(&["--trusted-proxies", "127.0.0.1,fd00::/8", "--allowed-origins", origins]);
    assert!(told.contains("127.0.0.1,fd00::/8") && told.contains(origins), "{told}");
    for (options, wanted) in [
        (["--limit-visitor-budget", "5"], "MITEINANDER_LIMIT_VISITOR_BUDGET: 5"),
        (["--limit-page", "200"], "set it to 100 at most"),
        (["--limit-nesting", "5000"], "set it to 200 at most"),
        (["--trusted-proxies", "10.0.0.300"], "an address or a network"),
        (["--allowed-origins", "portal.example"], "an origin like https://portal.example"),
    ] {
        let (is_good, told) = checks(&options);
        assert!(!is_good && told.contains(wanted), "{options:?}: {told}");
    }
}
