// Package vclock is virtual time and what is due in it.
//
// A Clock says what virtual time it is at a moment of real time: it follows real
// time, runs at a rate of it, or stands still, and can be moved forward. It is a
// value and never asks for the real time itself; the caller brings it.
//
// An Agenda keeps things in the total order in which they fall due.
//
// Virtual time has millisecond resolution and never runs backwards.
package vclock
