// Package linux holds what makes the deb and the rpm: units, scripts of the packages, the entry that starts the tray, and
// build, which puts them together. Its tests read both packages and install them for real, in a Debian of their own.
package linux
