package notify

import "strings"

// escapeMarkup keeps a file's name from being read as markup, which the body of a notification may hold
// (Desktop Notifications Specification 1.2, section "Markup").
func escapeMarkup(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}
