//! The program as its operator starts it: settings, verbs, the demo, starting and stopping.

mod data;
mod settings;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

const PASSWORD: &str = "birnbaum-kachel-lampe-tanne";
const OTHER_PASSWORD: &str = "kutsche-ofen-wiese-anker";

/// A folder with an embedded database that does not exist yet.
struct Place {
    folder: PathBuf,
}

impl Place {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("miteinander-program-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).expect("a temporary folder");
        Self { folder }
    }

    fn url(&self) -> String {
        format!("sqlite://{}?mode=rwc", self.folder.join("network.db").display())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_miteinander"));
        command.args(arguments).env_clear().env("DATABASE_URL", self.url()).stdin(Stdio::null());
        command
    }

    /// Runs a verb to its end, with this on standard input.
    fn runs(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut stdin = child.stdin.take().expect("standard input");
        // A program that refuses its settings does not read on; that is not this test's affair.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        child.wait_with_output().expect("the program ends")
    }

    /// What a verb prints; it has to succeed.
    fn prints(&self, arguments: &[&str]) -> String {
        let output = self.runs(arguments, "");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Writes a file into the folder, and gives its path.
    fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder.join(name);
        std::fs::write(&path, text).expect("written");
        path.to_str().expect("a path").to_owned()
    }

    /// What the program says on standard error when it refuses.
    fn is_refused(&self, arguments: &[&str], input: &str) -> String {
        let output = self.runs(arguments, input);
        assert!(!output.status.success(), "{arguments:?} should have been refused");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    fn serves(&self, arguments: &[&str], input: &str) -> Server {
        let all = [&["serve", "--listen", "127.0.0.1:0"], arguments].concat();
        let mut command = self.command(&all);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the program starts");
        child.stdin.take().expect("standard input").write_all(input.as_bytes()).expect("it reads");
        let mut printed = BufReader::new(child.stdout.take().expect("standard output"));
        let mut line = String::new();
        printed.read_line(&mut line).expect("it says where it listens");
        let address = line.trim().rsplit(' ').next().expect("an address").to_owned();
        assert!(address.starts_with("127.0.0.1:"), "{line}");
        Server { child, address, printed }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

struct Server {
    child: Child,
    address: String,
    printed: BufReader<std::process::ChildStdout>,
}

impl Server {
    fn connects(&self) -> TcpStream {
        TcpStream::connect(&self.address).expect("it listens")
    }

    fn asks(&self, request: &str) -> String {
        let mut stream = self.connects();
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        answer
    }

    fn gets(&self, path: &str) -> String {
        self.asks(&format!("GET {path} HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n"))
    }

    fn posts(&self, query: &str) -> String {
        self.asks(&post(query))
    }

    fn signs_in(&self, email: &str, password: &str) -> bool {
        let query = format!(
            r#"mutation {{ signIn(input: {{ emailAddress: \"{email}\", password: \"{password}\" }}) {{ tokens {{ accessToken }} errors {{ code }} }} }}"#
        );
        self.posts(&query).contains(r#""accessToken":""#)
    }

    /// Asks it to stop, as a service manager does, and gives back what it printed.
    fn stops(mut self) -> String {
        let asked = Command::new("kill").arg(self.child.id().to_string()).status().expect("kill");
        assert!(asked.success());
        assert!(self.child.wait().expect("it ends").success(), "a graceful stop is a success");
        let mut printed = String::new();
        self.printed.read_to_string(&mut printed).expect("text");
        printed
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn post(query: &str) -> String {
    let body = format!(r#"{{"query":"{query}"}}"#);
    format!(
        "POST /graphql HTTP/1.1\r\nhost: here\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

const LIST: &str = "{ organisations(first: 100) { nodes { id revision name } } offers(first: 100) { totalCount nodes { id revision listed: createdAt } } }";

#[test]
fn the_demo_starts_prints_how_to_get_in_and_a_second_start_changes_nothing() {
    let place = Place::new();
    let server = place.serves(&["--demo"], "");
    assert!(server.gets("/health/ready").contains(r#""demo":true"#));
    assert!(server.gets("/health/live").contains("200 OK"));
    for head in ["", "host: here\r\nhost: there\r\n"] {
        let answer = server.asks(&format!("GET /health/live HTTP/1.1\r\n{head}connection: close\r\n\r\n"));
        assert!(answer.starts_with("HTTP/1.1 400 ") && answer.contains("Host"), "{answer}");
    }
    assert!(server.gets("/.well-known/jwks.json").contains("Ed25519"));
    let first = server.posts(LIST);
    assert!(first.contains("Kurdische Gemeinschaft Rhein-Sieg/Bonn") && first.contains("(Beispiel)"), "{first}");
    assert!(server.signs_in("koordination@ki-rsk.example", PASSWORD));
    let printed = server.stops();
    for expected in ["/graphiql", "/graphql", PASSWORD, "koordination@ki-rsk.example"] {
        assert!(printed.contains(expected), "{expected} is not in {printed}");
    }

    let server = place.serves(&["--demo"], "");
    let body = |answer: &str| {
        let body = answer.split("\r\n\r\n").nth(1).expect("a body");
        serde_json::from_str::<serde_json::Value>(body).expect("JSON")
    };
    assert_eq!(body(&server.posts(LIST)), body(&first));
    drop(server);

    let refusal = place.is_refused(&["serve", "--listen", "127.0.0.1:0"], "");
    assert!(refusal.contains("--demo"), "without --demo a demo is not served: {refusal}");
    let refusal = place.is_refused(&["serve", "--demo", "--listen", "0.0.0.0:0"], "");
    assert!(refusal.contains("--listen") && refusal.contains("--demo-password"), "{refusal}");
    let weak = place.is_refused(&["serve", "--demo", "--demo-password", "--listen", "127.0.0.1:0"], "passwort\n");
    assert!(weak.contains("At least 10"), "{weak}");

    let server = place.serves(&["--demo", "--demo-password"], &format!("{OTHER_PASSWORD}\n"));
    assert!(!server.signs_in("koordination@ki-rsk.example", PASSWORD), "the printed password no longer works");
    assert!(server.signs_in("koordination@ki-rsk.example", OTHER_PASSWORD));
    assert!(!server.stops().contains(PASSWORD));
}

#[test]
fn a_real_network_begins_with_a_centre_and_its_administrator() {
    let place = Place::new();
    let create_admin = ["admin", "create", "--centre", "05382", "--email", "Leitung@ki.example"];
    let refusal = place.is_refused(&create_admin, &format!("{PASSWORD}\n"));
    assert!(refusal.contains("centre create --county 05382"), "it says what to do first: {refusal}");
    let refusal = place.is_refused(&["centre", "create", "--county", "99999", "--name", "KI"], "");
    assert!(refusal.contains("--county"), "{refusal}");
    assert!(place.runs(&["centre", "create", "--county", "05382", "--name", "KI Rhein-Sieg"], "").status.success());
    let again = place.is_refused(&["centre", "create", "--county", "05382", "--name", "KI Rhein-Sieg"], "");
    assert!(again.contains("already"), "{again}");
    let refusal = place.is_refused(&create_admin, "kurz\n");
    assert!(refusal.contains("At least 10"), "{refusal}");
    assert!(place.runs(&create_admin, &format!("{PASSWORD}\n")).status.success());

    let server = place.serves(&[], "");
    assert!(server.gets("/health/ready").contains(r#""demo":false"#));
    assert!(server.signs_in("leitung@ki.example", PASSWORD));
    server.stops();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let key = std::fs::metadata(place.folder.join("network.key")).expect("the key lies beside the database");
        assert_eq!(key.permissions().mode() & 0o777, 0o600);
    }

    let refusal = place.is_refused(&["serve", "--demo", "--listen", "127.0.0.1:0"], "");
    assert!(refusal.contains("--demo") && refusal.contains("real network"), "{refusal}");

    let reset = ["account", "reset-password", "--email", "leitung@ki.example"];
    assert!(place.runs(&reset, &format!("{OTHER_PASSWORD}\n")).status.success());
    let unknown = place.is_refused(&["account", "reset-password", "--email", "nobody@ki.example"], "");
    assert!(unknown.contains("nobody@ki.example"), "{unknown}");
    let server = place.serves(&[], "");
    assert!(!server.signs_in("leitung@ki.example", PASSWORD));
    assert!(server.signs_in("leitung@ki.example", OTHER_PASSWORD));
}

#[test]
fn somebody_who_signed_up_with_an_administrator_s_address_does_not_become_administrator() {
    let place = Place::new();
    assert!(place.runs(&["centre", "create", "--county", "05382", "--name", "KI"], "").status.success());
    let server = place.serves(&[], "");
    let sign_up = format!(
        r#"mutation {{ signUp(input: {{ emailAddress: \"leitung@ki.example\", password: \"{OTHER_PASSWORD}\", displayName: \"Fremd\", language: \"de\" }}) {{ isPending errors {{ code }} }} }}"#
    );
    assert!(server.posts(&sign_up).contains(r#""isPending":true"#));
    let create_admin = ["admin", "create", "--centre", "05382", "--email", "leitung@ki.example"];
    assert!(place.runs(&create_admin, &format!("{PASSWORD}\n")).status.success());
    assert!(!server.signs_in("leitung@ki.example", OTHER_PASSWORD));
    assert!(server.signs_in("leitung@ki.example", PASSWORD));
}

#[test]
fn wrong_settings_say_which_and_what_would_be_right_before_anything_listens() {
    let place = Place::new();
    let url = |url: &str| place.is_refused(&["serve", "--database-url", url], "");
    let wrong = url("mysql://user:secret@host/network");
    assert!(wrong.contains("DATABASE_URL") && wrong.contains("postgres://") && !wrong.contains("secret"), "{wrong}");
    let listen = place.is_refused(&["serve", "--listen", "here"], "");
    assert!(listen.contains("--listen"), "{listen}");
    let cost = place.is_refused(&["serve", "--password-memory-kib", "8"], "");
    assert!(cost.contains("password-memory-kib") && cost.contains("19456"), "{cost}");
    let bad_key = place.folder.join("bad.key");
    std::fs::write(&bad_key, "no key").expect("written");
    let key = place.is_refused(&["serve", "--token-key-file", bad_key.to_str().expect("a path")], "");
    assert!(key.contains("--token-key-file") && key.contains("PRIVATE KEY"), "{key}");
}

#[test]
fn a_request_that_runs_when_the_program_is_asked_to_stop_is_answered() {
    let place = Place::new();
    assert!(place.runs(&["centre", "create", "--county", "05382", "--name", "KI"], "").status.success());
    let server = place.serves(&[], "");
    let mut stream = server.connects();
    let request = post("{ centres { nodes { name } } }");
    let (first, rest) = request.split_at(request.len() - 5);
    stream.write_all(first.as_bytes()).expect("it reads");
    // Answered on another connection, so the server has taken up the first by now.
    assert!(server.gets("/health/live").contains("live"));
    let asked = Command::new("kill").arg(server.child.id().to_string()).status().expect("kill");
    assert!(asked.success());
    stream.write_all(rest.as_bytes()).expect("it still reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it still answers");
    assert!(answer.contains(r#""name":"KI""#), "{answer}");
}

#[test]
fn the_schema_is_printed_as_it_is_checked_in() {
    let output = Place::new().runs(&["schema"], "");
    let checked_in =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema.graphql")).expect("schema.graphql");
    assert!(output.stdout == checked_in.as_bytes(), "run: cargo run -- schema > schema.graphql");
}
