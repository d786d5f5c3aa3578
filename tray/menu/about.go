package menu

import (
	"strings"

	"giumat/guard/texts"
)

// DetailsText is all that the guard told, in paragraphs, for a window.
func DetailsText(t *texts.Catalog, s State) string {
	w := writer{t, s}
	parts := []string{w.stateText()}
	if !s.Connected {
		parts = append(parts, w.say("tray_no_guard_do"))
	}
	if s.Status.Heightened != "" {
		parts = append(parts, w.heightenedText(), w.say("tray_heightened_do"))
	}
	if s.Connected && len(s.Status.Problems) > 0 {
		parts = append(parts, "• "+strings.Join(s.Status.Problems, "\n• "))
	}
	if s.Status.Contact != "" {
		parts = append(parts, w.say("tray_contact", "contact", s.Status.Contact))
	}
	return strings.Join(parts, "\n\n")
}

// AboutText says what this program is, and of which version its guard and rules are.
func AboutText(t *texts.Catalog, s State) string {
	parts := []string{t.Say("tray_about_what")}
	if s.Status.Version != "" {
		parts = append(parts, t.Say("tray_about_version", "version", s.Status.Version, "rules", s.Status.Rules))
	}
	return strings.Join(parts, "\n\n")
}
