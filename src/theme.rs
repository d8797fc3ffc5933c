//! What styles mean. Never colour alone: whatever has a colour has a glyph and a word as well.
//!
//! The terminal's own 16 colours and its own background: red is 9 on dark and 1 on light, because
//! red 1 on black and yellow on white cannot be read; blue and grey are not used for text at all.

use ratatui::style::{Color, Modifier, Style};

/// What a piece of text is, for its style.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Text as it is.
    #[default]
    Plain,
    /// The heading of a pane, or a column's.
    Heading,
    /// The line under the marker.
    Selected,
    /// Must not be overlooked: closed, late, flash, refused.
    Alert,
    /// Wants watching: restricted, due soon, conflict.
    Warn,
    /// Another way is in use: fallback.
    Other,
    /// A key, in hints.
    Key,
    /// The mode of the room, where it is no real one.
    Banner,
    /// A real event inside an exercise.
    RealEvent,
}

/// Which colours there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colours {
    /// Sixteen, on a dark background.
    #[default]
    Dark,
    /// Sixteen, on a light background.
    Light,
    /// None: bold and reverse alone.
    Mono,
}

/// The styles in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    /// Which colours there are.
    pub colours: Colours,
}

impl Colours {
    /// What the configuration, or else `NO_COLOR`, `TERM` and `COLORFGBG`, say of the terminal.
    ///
    /// crossterm's own handling of `NO_COLOR` resets the whole style amid a line, so it is never
    /// asked.
    pub fn choose(configured: Option<Self>, environment: impl Fn(&str) -> Option<String>) -> Self {
        let no_color = environment("NO_COLOR").is_some_and(|value| !value.is_empty());
        if no_color || environment("TERM").is_some_and(|term| term == "dumb") {
            return Self::Mono;
        }
        configured.unwrap_or_else(|| {
            let background = environment("COLORFGBG")
                .and_then(|colours| colours.rsplit(';').next()?.parse::<u8>().ok());
            match background {
                Some(7 | 9..=15) => Self::Light,
                _ => Self::Dark,
            }
        })
    }
}

impl Theme {
    /// The theme for this terminal; see [`Colours::choose`].
    pub fn choose(
        configured: Option<Colours>,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Self {
        Self { colours: Colours::choose(configured, environment) }
    }

    /// The style of a tone.
    pub fn style(self, tone: Tone) -> Style {
        let style = Style::new().add_modifier(match tone {
            Tone::Plain => Modifier::empty(),
            Tone::Heading | Tone::Selected | Tone::Key => Modifier::BOLD,
            Tone::Alert | Tone::Warn | Tone::Other => Modifier::BOLD,
            Tone::Banner | Tone::RealEvent => Modifier::BOLD | Modifier::REVERSED,
        });
        match self.colour(tone) {
            Some(colour) => style.fg(colour),
            None => style,
        }
    }

    fn colour(self, tone: Tone) -> Option<Color> {
        match (self.colours, tone) {
            (Colours::Dark, Tone::Alert | Tone::RealEvent) => Some(Color::LightRed),
            (Colours::Light, Tone::Alert | Tone::RealEvent) => Some(Color::Red),
            (Colours::Dark | Colours::Light, Tone::Warn) => Some(Color::Yellow),
            (Colours::Dark | Colours::Light, Tone::Other) => Some(Color::Cyan),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_color_and_a_dumb_terminal_mean_none_whatever_is_configured() {
        let env = |name: &str| (name == "NO_COLOR").then(|| "1".to_owned());
        assert_eq!(Colours::choose(Some(Colours::Dark), env), Colours::Mono);
        let env = |name: &str| (name == "TERM").then(|| "dumb".to_owned());
        assert_eq!(Colours::choose(None, env), Colours::Mono);
        let env = |name: &str| (name == "COLORFGBG").then(|| "0;15".to_owned());
        assert_eq!(Colours::choose(None, env), Colours::Light);
        assert_eq!(Colours::choose(None, |_| None), Colours::Dark);
    }

    #[test]
    fn without_colours_what_matters_still_differs_from_text() {
        let mono = Theme { colours: Colours::Mono };
        for tone in [Tone::Alert, Tone::Warn, Tone::Banner, Tone::RealEvent, Tone::Selected] {
            assert_ne!(mono.style(tone), mono.style(Tone::Plain));
            assert_eq!(mono.style(tone).fg, None);
        }
    }
}
