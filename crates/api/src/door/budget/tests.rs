use super::*;
use std::net::{IpAddr, Ipv4Addr};

const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

fn client(number: u32) -> Client {
    Client::Address(IpAddr::V4(Ipv4Addr::from_bits(number)).into())
}

fn budgets() -> Budgets {
    Budgets { clients: Arc::default(), shared: None, taking: taking() }
}

fn wait(spent: &Result<Left, Spent>) -> Option<u64> {
    match spent {
        Err(Spent::Wait(seconds)) => Some(*seconds),
        _ => None,
    }
}

#[tokio::test]
async fn a_budget_leaks_back_within_a_minute() {
    let budgets = budgets();
    assert_eq!(budgets.spend(client(1), 400, 600, NOW).await.expect("enough"), Left { remaining: 200, reset: 40 });
    assert_eq!(wait(&budgets.spend(client(1), 210, 600, NOW).await), Some(1));
    assert_eq!(wait(&budgets.spend(client(1), 300, 600, NOW).await), Some(10));
    assert_eq!(budgets.spend(client(1), 200, 600, NOW).await.expect("all of it"), Left { remaining: 0, reset: 60 });
    assert_eq!(budgets.spend(client(2), 600, 600, NOW).await.expect("another's"), Left { remaining: 0, reset: 60 });
    let later = NOW.plus_seconds(10);
    assert_eq!(budgets.spend(client(1), 100, 600, later).await.expect("as waited"), Left { remaining: 0, reset: 60 });
    assert_eq!(budgets.settle(client(1), (100, 50), 600, later), Left { remaining: 50, reset: 55 });
    assert_eq!(
        budgets.settle(client(1), (50, 80), 600, later),
        Left { remaining: 20, reset: 58 },
        "more than foreseen"
    );
    assert!(
        wait(&budgets.spend(client(1), 601, 600, NOW.plus_seconds(1_000)).await).is_some(),
        "more than there ever is"
    );
}

#[tokio::test]
async fn so_many_clients_are_kept_apart_and_those_beyond_share_one_budget() {
    let budgets = budgets();
    for number in 0..MOST as u32 {
        budgets.spend(client(number), 600, 600, NOW).await.expect("enough");
    }
    let beyond = |number: u32| client(1_000_000 + number);
    assert_eq!(budgets.spend(beyond(1), 400, 600, NOW).await.expect("enough").remaining, 200);
    assert!(wait(&budgets.spend(beyond(2), 400, 600, NOW).await).is_some(), "one budget for both");
    assert_eq!(budgets.lock().known.len(), MOST + 1);
    assert!(wait(&budgets.spend(client(7), 1, 600, NOW).await).is_some(), "nobody gets rid of a budget by a crowd");
    // A minute later everybody has all again, and there is room.
    let later = NOW.plus_seconds(60);
    assert_eq!(budgets.spend(beyond(2), 600, 600, later).await.expect("enough").remaining, 0);
    assert_eq!(budgets.lock().known.len(), 1);
}
