//! Accounts: what somebody may use of the platform, and which of them is meant.

use serde::{Deserialize, Serialize};

use super::tokens::User;
use super::trouble::Trouble;
use crate::text::one_line;

/// The most accounts that are looked at, and the most characters of a name that are shown.
const MOST: usize = 1_000;
const LONGEST: usize = 100;

/// An account of the platform's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its id.
    pub id: String,
    /// Its name, which paths of the API have.
    pub name: String,
    /// Whose it is: a person's or an organisation's, in the platform's words.
    #[serde(rename = "type", default)]
    pub kind: String,
    /// What its user may do there, in the platform's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The organisation that a token has to be for.
    #[serde(rename = "workos_org_id", default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
}

/// Who a token is of.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Me {
    /// Somebody, where the platform says so.
    #[serde(default)]
    pub user: Option<User>,
    /// What they may use.
    pub accounts: Vec<Account>,
}

impl Account {
    /// The organisation that a token for it is for.
    pub fn organization(&self) -> Option<&str> {
        self.organization.as_deref().filter(|id| !id.is_empty())
    }

    /// Its name as it can be shown.
    pub fn shown(&self) -> String {
        one_line(&self.name, LONGEST).into_owned()
    }
}

impl Me {
    /// Reads the platform's answer; none where it is not one.
    pub fn read(body: &[u8]) -> Option<Self> {
        let mut me: Self = serde_json::from_slice(body).ok()?;
        me.accounts.truncate(MOST);
        Some(me)
    }

    /// The account that is meant: the one that is named, else the one that was used, else the person's own, else the
    /// first.
    ///
    /// # Errors
    /// One that is named and not there, or of which several have the name; that there is none at all.
    pub fn choose(&self, named: Option<&str>, used: Option<&str>) -> Result<&Account, Trouble> {
        let Some(named) = named else {
            let found = self.accounts.iter().find(|account| Some(account.id.as_str()) == used);
            let own = || self.accounts.iter().find(|account| account.organization().is_none());
            let none = || Trouble::failed("you have no account there").help("make one on the platform's site");
            return found.or_else(own).or_else(|| self.accounts.first()).ok_or_else(none);
        };
        let is_it = |account: &&Account| account.id == named || account.name == named;
        let found: Vec<_> = self.accounts.iter().filter(is_it).collect();
        match found.as_slice() {
            [account] => Ok(account),
            [] => {
                let message = format!("you have no account `{}`", one_line(named, LONGEST));
                Err(Trouble::failed(message).help(self.names()))
            }
            several => {
                let ids: Vec<_> = several.iter().map(|account| one_line(&account.id, LONGEST)).collect();
                let message = format!("several accounts are called `{}`", one_line(named, LONGEST));
                Err(Trouble::failed(message).help(format!("name one by its id: {}", ids.join(", "))))
            }
        }
    }

    /// All of their names, as a help.
    fn names(&self) -> String {
        const SHOWN: usize = 10;
        let names: Vec<_> = self.accounts.iter().take(SHOWN).map(|account| format!("`{}`", account.shown())).collect();
        let more = if self.accounts.len() > SHOWN { ", and others: see `ast account list`" } else { "" };
        if names.is_empty() { "you have none at all".to_owned() } else { format!("yours: {}{more}", names.join(", ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn me() -> Me {
        Me::read(
            br#"{"user":{"id":"u1","email":"u@example.com","more":1},"accounts":[
            {"id":"a1","name":"acme","type":"organization","role":"admin","workos_org_id":"org_1"},
            {"id":"a2","name":"jo","type":"user","workos_org_id":""},
            {"id":"a3","name":"twin","type":"user","role":"owner"},{"id":"a4","name":"twin","type":"user"}]}"#,
        )
        .unwrap()
    }

    #[test]
    fn an_account_is_meant_by_its_name_or_id_and_else_the_one_that_was_used() {
        let me = me();
        let chosen = |named, used| me.choose(named, used).map(|account| account.id.as_str());
        assert_eq!(chosen(None, None), Ok("a2"), "the person's own");
        assert_eq!(chosen(None, Some("a1")), Ok("a1"));
        assert_eq!(chosen(None, Some("gone")), Ok("a2"));
        assert_eq!(chosen(Some("acme"), Some("a2")), Ok("a1"));
        assert_eq!(chosen(Some("a3"), None), Ok("a3"));
        let Err(Trouble::Failed(_, help)) = chosen(Some("twin"), None) else { panic!() };
        assert_eq!(help.unwrap(), "name one by its id: a3, a4");
        let Err(Trouble::Failed(message, help)) = chosen(Some("ac\u{1b}me"), None) else { panic!() };
        assert_eq!(message, "you have no account `ac\\u{1b}me`");
        assert_eq!(help.unwrap(), "yours: `acme`, `jo`, `twin`, `twin`");
        let none = Me::default();
        assert!(matches!(none.choose(None, None), Err(Trouble::Failed(..))));
    }

    #[test]
    fn what_is_no_answer_is_none() {
        for body in ["", "[]", "{}", "{\"accounts\":[{}]}", "{\"accounts\":[{\"id\":1,\"name\":\"a\"}]}"] {
            assert_eq!(Me::read(body.as_bytes()), None, "{body}");
        }
        assert_eq!(Me::read(b"{\"accounts\":[]}").unwrap().accounts.len(), 0);
    }
}
