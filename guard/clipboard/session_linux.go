package clipboard

import (
	"log/slog"
	"os"
)

func checkSession() error {
	switch {
	case os.Getenv("WAYLAND_DISPLAY") != "" || os.Getenv("XDG_SESSION_TYPE") == "wayland":
		return ErrWayland
	case os.Getenv("DISPLAY") == "":
		return ErrNoScreen
	}
	return nil
}

func openBoard(log *slog.Logger) (board, error) {
	err := checkSession()
	if os.Getenv("DISPLAY") == "" {
		return nil, err
	}
	if err != nil {
		log.Warn("clipboard_partly_seen", slog.Any("err", err)) // Xwayland shows what X programs copy
	}
	return openSelection(log)
}
