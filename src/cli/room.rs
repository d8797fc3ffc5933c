//! Rooms, seats and invitations on the command line.

use clap::{Args, Subcommand};
use liaison_core::terms::{Mode, Role, Tlp};

use super::term::{term, tlp};

/// Takes a seat, or keeps a relay's permit to found a room.
#[derive(Clone, Debug, Args)]
pub struct Join {
    /// As it was handed out.
    #[arg(value_name = "invitation", required = true, num_args = 1..)]
    pub invitation: Vec<String>,
    /// The officer's name, if other than the invitation has it.
    #[arg(long, value_name = "name")]
    pub name: Option<String>,
}

/// Offers a seat.
#[derive(Clone, Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Invite {
    /// Something else to do with an invitation.
    #[command(subcommand)]
    pub command: Option<InviteCommand>,
    /// Who is invited; wanted unless a subcommand is given.
    #[arg(long, value_name = "name", required = true)]
    pub name: Option<String>,
    /// Of which organisation.
    #[arg(long, value_name = "org", required = true)]
    pub org: Option<String>,
    /// What the seat may do.
    #[arg(long, value_name = "role", required = true, value_parser = term::<Role>())]
    #[arg(ignore_case = true)]
    pub role: Option<Role>,
    /// How long it may be redeemed.
    #[arg(long, value_name = "duration", default_value = "72h")]
    pub expires: String,
    /// Where the officer is posted, if not with the own organisation.
    #[arg(long, value_name = "org")]
    pub posted: Option<String>,
}

/// What else can be done with an invitation.
#[derive(Clone, Debug, Subcommand)]
pub enum InviteCommand {
    /// Withdraws one.
    Withdraw {
        /// The invitation's entry, or the name of who is invited.
        #[arg(value_name = "id")]
        id: String,
    },
}

/// Seats.
#[derive(Clone, Debug, Subcommand)]
pub enum Seat {
    /// All of them.
    List,
    /// Accepts one of several redemptions.
    Accept {
        /// The seat.
        #[arg(value_name = "seat")]
        seat: String,
    },
    /// Gives another role.
    Role {
        /// The seat.
        #[arg(value_name = "seat")]
        seat: String,
        /// The new role.
        #[arg(long, value_name = "role", value_parser = term::<Role>(), ignore_case = true)]
        role: Role,
    },
    /// Removes a seat.
    Remove {
        /// The seat.
        #[arg(value_name = "seat")]
        seat: String,
        /// Why.
        #[arg(long, value_name = "text")]
        reason: String,
    },
}

/// Rooms.
#[derive(Clone, Debug, Subcommand)]
pub enum Room {
    /// Those of this home.
    List,
    /// Founds one at a relay that has given a permit.
    Found {
        /// What it is called and for.
        #[arg(long, value_name = "name")]
        name: String,
        /// Actual, exercise or test, for ever.
        #[arg(long, value_name = "mode", value_parser = term::<Mode>(), ignore_case = true)]
        mode: Mode,
        /// The least label of everything in it.
        #[arg(long, value_name = "label", default_value = "TLP:AMBER", value_parser = tlp)]
        tlp: Tlp,
        /// The founder's name.
        #[arg(long = "as", value_name = "name")]
        founder: Option<String>,
        /// The founder's organisation.
        #[arg(long, value_name = "org")]
        org: Option<String>,
    },
    /// Takes the founder's place with the recovery key from the safe.
    Recover {
        /// The recovery key as it was printed; else read from standard input.
        #[arg(value_name = "key")]
        key: Option<String>,
    },
    /// Moves the room to another relay.
    Move {
        /// The other relay's permit.
        #[arg(value_name = "permit", required = true, num_args = 1..)]
        permit: Vec<String>,
    },
}
