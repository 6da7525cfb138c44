package store

import (
	"encoding/binary"
	"hash/crc32"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// format is the version of all that follows. A file of another one is refused.
const format = 1

// The buckets of the file, with their keys:
//
//	meta     "format", "template"
//	heads    seller
//	orders   seller, order reference id
//	wishes   seller, object id
//	events   seller, number modulo how many are kept
//	outbox   seller, number of the event, part
//
// A seller ends with a zero byte, numbers are big-endian. Each value begins with
// the CRC-32C of the bucket's name, the key and what follows.
var (
	metaBucket   = []byte("meta")
	headsBucket  = []byte("heads")
	ordersBucket = []byte("orders")
	wishesBucket = []byte("wishes")
	eventsBucket = []byte("events")
	outboxBucket = []byte("outbox")

	formatKey   = []byte("format")
	templateKey = []byte("template")
)

// buckets lists them all.
var buckets = [][]byte{metaBucket, headsBucket, ordersBucket, wishesBucket, eventsBucket, outboxBucket}

// perSeller are those whose keys begin with a seller.
var perSeller = [][]byte{ordersBucket, wishesBucket, eventsBucket, outboxBucket}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

const sumSize = 4

func checksum(bucket, key, value []byte) uint32 {
	sum := crc32.Update(0, castagnoli, bucket)
	sum = crc32.Update(sum, castagnoli, key)
	return crc32.Update(sum, castagnoli, value)
}

// seal puts the checksum before a value for which a writer has left room.
func seal(bucket, key []byte, w *writer) []byte {
	binary.BigEndian.PutUint32(w.b, checksum(bucket, key, w.b[sumSize:]))
	return w.b
}

// newWriter leaves room for the checksum.
func newWriter() *writer { return &writer{b: make([]byte, sumSize, 512)} }

// sellerPrefix is how the keys of a seller begin.
func sellerPrefix(seller string) []byte { return append([]byte(seller), 0) }

func keyOf(seller, id string) []byte { return append(sellerPrefix(seller), id...) }

func eventKey(seller string, n uint64, keep int) []byte {
	return binary.BigEndian.AppendUint32(sellerPrefix(seller), uint32(n%uint64(keep)))
}

// parcelKey is that of a part of what is kept for the number of an event; part 0
// is the engine's own.
func parcelKey(seller string, n uint64, part uint16) []byte {
	return binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint64(sellerPrefix(seller), n), part)
}

func writeOrderState(w *writer, s *engine.OrderState) {
	w.uint(s.Turn)
	w.uint(uint64(len(s.Numbers)))
	for _, n := range s.Numbers {
		w.uint(uint64(n))
	}
	writeOrder(w, s.Order)
}

func readOrderState(r *reader) (s engine.OrderState) {
	s.Turn = r.uint()
	s.Numbers = pooled(r, &r.pools.numbers, func(r *reader) uint32 { return uint32(r.uint()) })
	s.Order = &take(r.pools, &r.pools.orders, 1)[0]
	*s.Order = readOrder(r)
	return s
}

func writeSeller(w *writer, s *engine.Seller) {
	for _, text := range [...]string{s.ID, s.AccessKey, s.SecretKey, string(s.Region), s.StoreName, s.IPNURL} {
		w.text(text)
	}
}

func readSeller(r *reader) engine.Seller {
	return engine.Seller{ID: r.text(), AccessKey: r.text(), SecretKey: r.text(), Region: readText[emulator.Region](r), StoreName: r.text(), IPNURL: r.text()}
}

func writeEndpoint(w *writer, e *engine.Endpoint) {
	w.text(e.URL)
	writeList(w, e.Events, writeText)
}

func readEndpoint(r *reader) engine.Endpoint {
	return engine.Endpoint{URL: r.text(), Events: list(r, readText[string])}
}

func writeClock(w *writer, c *engine.KeptClock) {
	w.time(c.Now)
	w.time(c.Real)
	w.float(c.Rate)
}

func readClock(r *reader) engine.KeptClock {
	return engine.KeptClock{Now: r.time(), Real: r.time(), Rate: r.float()}
}

func writePosition(w *writer, p *engine.Position) { w.raw(p[:]) }

func readPosition(r *reader) (p engine.Position) {
	copy(p[:], r.take(uint64(len(p)), ""))
	return p
}

func writeHead(w *writer, h *engine.Head) {
	writeSeller(w, &h.Seller)
	writeList(w, h.Endpoints, writeEndpoint)
	writeClock(w, &h.Clock)
	w.uint(h.Draws.Scenarios)
	writePosition(w, &h.Draws.IDs)
	writePosition(w, &h.Draws.Requests)
	writePosition(w, &h.Draws.Notifications)
	w.bytes(h.Script)
	w.uint(uint64(h.Orders))
	w.uint(h.Last)
	w.uint(h.Dropped)
}

func readHead(r *reader) engine.Head {
	return engine.Head{
		Seller: readSeller(r), Endpoints: list(r, readEndpoint), Clock: readClock(r),
		Draws:  engine.Draws{Scenarios: r.uint(), IDs: readPosition(r), Requests: readPosition(r), Notifications: readPosition(r)},
		Script: r.bytes(), Orders: int(r.uint()), Last: r.uint(), Dropped: r.uint(),
	}
}

func writeTemplate(w *writer, t *engine.KeptTemplate) {
	writeClock(w, &t.Clock)
	w.uint(t.Seed)
	writePosition(w, &t.Strays)
}

func readTemplate(r *reader) engine.KeptTemplate {
	return engine.KeptTemplate{Clock: readClock(r), Seed: r.uint(), Strays: readPosition(r)}
}

func writeWish(w *writer, x *engine.Wish) {
	w.text(x.Object)
	writeDelivery(w, &x.Delivery)
}

func readWish(r *reader) engine.Wish { return engine.Wish{Object: r.text(), Delivery: readDelivery(r)} }

func writeNumbered(w *writer, e *engine.NumberedEvent) {
	w.uint(e.N)
	writeEvent(w, &e.Event)
}

func readNumbered(r *reader) engine.NumberedEvent {
	return engine.NumberedEvent{N: r.uint(), Event: readEvent(r)}
}

// Told is a publication as it is kept: but for what belongs to one run.
type Told struct {
	Seller    engine.Seller
	Endpoints []engine.Endpoint
	Event     emulator.Event
	Order     emulator.Order // as it was
	ID        string
	Delivery  emulator.Delivery
	Number    uint64
}

func toldOf(p engine.Publication) Told {
	return Told{Seller: p.Seller, Endpoints: p.Endpoints, Event: p.Entry.Event, Order: *p.Entry.Order, ID: p.ID, Delivery: p.Delivery, Number: p.Number}
}

func writeTold(w *writer, t *Told) {
	writeSeller(w, &t.Seller)
	writeList(w, t.Endpoints, writeEndpoint)
	writeEvent(w, &t.Event)
	writeOrder(w, &t.Order)
	w.text(t.ID)
	writeDelivery(w, &t.Delivery)
	w.uint(t.Number)
}

func readTold(r *reader) Told {
	return Told{
		Seller: readSeller(r), Endpoints: list(r, readEndpoint), Event: readEvent(r), Order: readOrder(r), ID: r.text(), Delivery: readDelivery(r), Number: r.uint(),
	}
}
