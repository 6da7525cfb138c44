package server

import (
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/mws"
	"amazon-pay-emulator/emulator/store"
	"amazon-pay-emulator/ipnsender"
	"amazon-pay-emulator/ipnsender/sns"
)

// keeper keeps what is on its way to sellers beyond the life of the process. The
// engine has it keep each publication with its event; what became of the
// notifications since is in further parts.
type keeper interface {
	PutParcel(seller string, n uint64, part uint16, data []byte) error
	DropParcels(seller string, n uint64) error
}

// worth says whether a publication is to be kept: somebody is to be told.
func (r *relay) worth(p engine.Publication) bool {
	kind, ok := mws.Announced(p.Entry.Event, r.onConfirm)
	return ok && !p.Delivery.Drop && slices.ContainsFunc(r.urls(p, kind), func(url string) bool { return url != "" })
}

// parcel is what is kept of one publication, until all its notifications have
// come to their end. A nil parcel keeps nothing.
type parcel struct {
	keeper keeper
	log    *slog.Logger
	seller string
	number uint64

	mu   sync.Mutex
	left int // notifications that have not come to their end
}

func (r *relay) parcel(p engine.Publication, n int) *parcel {
	if r.keeper == nil || !r.worth(p) {
		return nil
	}
	return &parcel{keeper: r.keeper, log: r.log, seller: p.Account.ID(), number: p.Number, left: n}
}

// part has what becomes of the i-th notification kept.
func (k *parcel) part(i int) func(ipnsender.Pending, bool) {
	if k == nil {
		return nil
	}
	return func(now ipnsender.Pending, over bool) {
		k.mu.Lock()
		defer k.mu.Unlock()
		if over {
			k.left--
		}
		var err error
		switch {
		case k.left == 0:
			err = k.keeper.DropParcels(k.seller, k.number)
		case over:
			err = k.keeper.PutParcel(k.seller, k.number, partOf(i), nil)
		default:
			err = k.keeper.PutParcel(k.seller, k.number, partOf(i), packed(now))
		}
		if err != nil {
			k.log.Error("what became of a notification could not be written; it may be sent once more after a restart", "seller", k.seller, "message_id", now.ID, "error", err)
		}
	}
}

// partOf is where the i-th notification is kept; part 0 is the publication.
func partOf(i int) uint16 { return uint16(i + 1) }

// keptIPN is a notification on its way as it is kept.
type keptIPN struct {
	Group, Kind, Object, ID, URL string
	At                           time.Time
	Held, Behind                 bool
	Next                         time.Time
	Attempts                     []ipnsender.Attempt
	Headers                      []sns.Header
	Body                         []byte
	Problem                      string // why there are no bytes
}

func packed(p ipnsender.Pending) []byte {
	k := keptIPN{
		Group: p.Group, Kind: p.Kind, Object: p.Object, ID: p.ID, URL: p.URL, At: p.At, Held: p.Held, Behind: p.Behind, Next: p.Next, Attempts: p.Attempts,
	}
	request, err := p.Request()
	if k.Headers, k.Body = request.Headers, request.Body; err != nil {
		k.Problem = err.Error()
	}
	data, _ := json.Marshal(k) // it holds nothing that can't be written
	return data
}

func unpacked(data []byte) (ipnsender.Pending, error) {
	var k keptIPN
	if err := json.Unmarshal(data, &k); err != nil {
		return ipnsender.Pending{}, err
	}
	p := ipnsender.Pending{Held: k.Held, Behind: k.Behind, Next: k.Next, Attempts: k.Attempts, Message: ipnsender.Message{
		Group: k.Group, Kind: k.Kind, Object: k.Object, ID: k.ID, URL: k.URL, At: k.At,
	}}
	p.Request = func() (sns.Request, error) {
		if k.Problem != "" {
			return sns.Request{}, errors.New(k.Problem)
		}
		return sns.Request{Headers: k.Headers, Body: k.Body}, nil
	}
	return p, nil
}

// loose marks the numbers of what was put there by PUT state: it belongs to no
// event.
const loose = 1 << 63

// parcels are an outbox as it is kept when it is put there from outside.
func parcels(box ipnsender.Outbox) []engine.Parcel {
	list := make([]engine.Parcel, len(box.Pending))
	for i, p := range box.Pending {
		list[i] = engine.Parcel{N: loose | p.N, Data: packed(p)}
	}
	return list
}

// resume goes on with what was kept for a seller. Numbers begin anew: it is not
// kept what was delivered before.
func (r *relay) resume(a *engine.Account, told []store.Told, parts []store.Parcel) error {
	var box ipnsender.Outbox
	add := func(p ipnsender.Pending, moved func(ipnsender.Pending, bool)) {
		box.Last++
		p.N, p.Moved = box.Last, moved
		box.Pending = append(box.Pending, p)
	}
	for _, t := range told {
		order := t.Order
		p := engine.Publication{
			Account: a, Seller: t.Seller, Endpoints: t.Endpoints, Entry: engine.Entry{Event: t.Event, Order: &order}, ID: t.ID, Delivery: t.Delivery, Number: t.Number,
		}
		messages := r.messages(p)
		parcel := r.parcel(p, len(messages))
		for i, m := range messages {
			now := ipnsender.Pending{Message: m, Held: t.Delivery.Hold, Behind: t.Delivery.Last}
			if t.Delivery.Delay > 0 {
				now.Next = m.At.Add(t.Delivery.Delay)
			}
			if t.Delivery.Last {
				now.Group += "/last/" + p.ID
			}
			at := slices.IndexFunc(parts, func(x store.Parcel) bool { return x.Number == t.Number && x.Part == partOf(i) })
			if at >= 0 && len(parts[at].Data) == 0 {
				parcel.left-- // it had come to its end
				continue
			}
			if at >= 0 {
				var err error
				if now, err = unpacked(parts[at].Data); err != nil {
					return err
				}
			}
			add(now, parcel.part(i))
		}
	}
	for _, x := range parts {
		if x.Number&loose == 0 {
			continue
		}
		now, err := unpacked(x.Data)
		if err != nil {
			return err
		}
		parcel := &parcel{keeper: r.keeper, log: r.log, seller: a.ID(), number: x.Number, left: 1}
		add(now, parcel.part(0))
	}
	r.restore(a, box)()
	return nil
}
