//go:build !windows && !linux

package clipboard

import (
	"errors"
	"log/slog"
)

func checkSession() error { return errors.ErrUnsupported }

func openBoard(*slog.Logger) (board, error) { return nil, errors.ErrUnsupported }
