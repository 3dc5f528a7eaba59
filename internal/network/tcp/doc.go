// Package tcp is TCP for a time in which events follow each other: a [Conn] is one end of a connection. It is
// told which segments arrive and what time it is, and it says which segments it sends and when it wants to be
// woken. It has no goroutine, no lock and no clock, and does not touch a network, so that a connection can be
// looked at step by step, and takes the same course each time. Package socket beside it makes a net.Conn of it.
//
// It does what the RFCs say and, where they leave a choice or Linux departs from them, what Linux does (6.18,
// 250 ticks a second), as far as it can be seen from outside. Comments name the section that a rule is from,
// and say where Linux departs. The unit of windows and counts is a segment where RFCs count bytes, as on Linux.
//
// # From an RFC to the lines
//
//	RFC 9293, TCP
//	    3.1    header                              segment.go  Append, Parse
//	    3.3.1  SND.UNA, SND.NXT, RCV.NXT ...       send.go     sender;  receive.go  receiver
//	    3.3.2  states                              states.go   State
//	    3.4    sequence numbers                    segment.go  Seq
//	    3.5    SYN                                 states.go   takeSYN, establish
//	    3.6    FIN, half-closed connections        conn.go     Close, CloseWrite;  states.go  takeFIN, finAcked
//	    3.8.3  giving up                           recovery.go timeout
//	    3.8.4  keep-alive                          timer.go    keepAlive
//	    3.8.6  windows, probes of a zero window    window.go   offerWindow, probeWindow;  send.go  fitsWindow;  ack.go  takeWindow
//	    3.10.7 a segment arrives                   states.go   Input;  accept.go  acceptable, checkRST, Refuse
//	RFC 1122, 4.2.3.4, silly windows               send.go     segmentSize
//	RFC 2018, SACK                                 receive.go  addBlock;  sack.go  takeSACK, forgetSACKs
//	RFC 2861, RFC 7661, a window that is not used  cwnd.go     noteUse, restart
//	RFC 2883, DSACK                                receive.go  reportDuplicate;  sack.go  takeDuplicate
//	RFC 3522, Eifel;  RFC 3708, DSACK;  RFC 4015   undo.go     eifel;  duplicates;  takeBack
//	RFC 5681, congestion control
//	    3.1    slow start                          cwnd.go     grow
//	    3.2    three duplicates (without SACK)     sack.go     countDuplicates
//	    4.2    delayed acknowledgements            delack.go   ackIfDue, delayACK
//	RFC 5682, F-RTO                                undo.go     afterTimeout
//	RFC 5961, blind attacks                        accept.go   checkRST, checkSYN, challenge;  ack.go  acknowledge
//	RFC 6191, TIME-WAIT                            accept.go   Replaces
//	RFC 6298, RTT and RTO                          rtt.go      sample, measure;  recovery.go  timeout
//	RFC 6582, NewReno (without SACK)               sack.go     countDuplicates
//	RFC 6675, SACK-based loss recovery             scoreboard.go  pipe;  recovery.go  recover
//	RFC 6928, initial window                       cwnd.go     initialWindow
//	RFC 7323, window scale, timestamps, PAWS       states.go   takeSYN;  receive.go  noteStamp;  accept.go  timely
//	RFC 8985, RACK-TLP
//	    6.2    step 1, 2: the latest arrival       rack.go     update
//	           step 3: reordering                  rack.go     detectReordering
//	           step 4: the reordering window       rack.go     window, adapt
//	           step 5: what is lost                rack.go     detectLoss
//	    6.3    after a timeout                     recovery.go enterRTORecovery
//	    7.2    when a probe is sent                tlp.go      scheduleProbe
//	    7.3    what it is                          tlp.go      sendProbe
//	    7.4    what became of it                   tlp.go      endProbe
//	    8      one timer for all                   timer.go    purpose;  ack.go  manageTimer
//	RFC 9406, HyStart++                            cubic.go    hystart
//	RFC 9438, CUBIC                                cubic.go    reduce, perStep;  cwnd.go  count
//	RFC 9937, proportional rate reduction          recovery.go reduce
//
// What only Linux has: how far a window that is received into opens, and what memory packets take (window.go); how
// much a program may write (send.go); bursts (cwnd.go); ticks (timer.go).
//
// # What it leaves out
//
// IPv6, urgent data as such (it is read as data), ECN, Fast Open, path MTU discovery (the MTU is 1500), Nagle's
// algorithm (package net turns it off), and pacing.
package tcp
