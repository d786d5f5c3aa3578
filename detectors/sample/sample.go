// Package sample makes up Word and PDF documents with and without secrecy marks, for the demonstration, the self-test
// and the tests; never from real ones. It takes texts and gives the bytes of a file, the same bytes every time. It
// reads nothing and writes nothing.
package sample
