package admin

import (
	"encoding/hex"
	"fmt"

	"amazon-pay-emulator/emulator"
)

// The documents of GET and PUT state. What is usual is left out, so that a
// person finds what is not. docs/state.md describes them.

// stateVersion is the version of the form. Another form gets another number.
const stateVersion = 1

// stateTemplate is what the accounts of sellers begin with that are seen later.
type stateTemplate struct {
	Now      moment   `json:"now"`
	Rate     float64  `json:"rate"` // 0: frozen
	Seed     uint64   `json:"seed"`
	Requests position `json:"requests"` // of answers to calls that belong to nobody
}

// stateSeller is an account but for its orders and its outbox, which stand
// beside these in the same object.
type stateSeller struct {
	ID        string          `json:"id"`
	AccessKey string          `json:"access_key"`
	SecretKey string          `json:"secret_key"`
	Region    emulator.Region `json:"region"`
	StoreName string          `json:"store_name"`
	IPNURL    string          `json:"ipn_url"` // with its password
	Endpoints []stateEndpoint `json:"endpoints"`
	Clock     stateClock      `json:"clock"`
	Draws     stateDraws      `json:"draws"`
	Wishes    []stateWish     `json:"wishes"`
	Journal   stateJournal    `json:"journal"`
	IPNs      stateOutbox     `json:"ipns"`
}

// stateEndpoint is a URL that was configured over the API.
type stateEndpoint struct {
	URL    string   `json:"url"`
	Events []string `json:"events"`
}

type stateClock struct {
	Now  moment  `json:"now"`
	Rate float64 `json:"rate"` // 0: frozen
}

// stateDraws is where the account's draws stand.
type stateDraws struct {
	Scenarios     uint64   `json:"scenarios"`
	IDs           position `json:"ids"`
	Requests      position `json:"requests"`
	Notifications position `json:"notifications"`
}

// position is where draws stand: 32 hexadecimal digits.
type position [16]byte

// MarshalText never fails.
func (p position) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(p[:])), nil }

// UnmarshalText reads 32 hexadecimal digits.
func (p *position) UnmarshalText(text []byte) error {
	if len(text) != hex.EncodedLen(len(p)) {
		return fmt.Errorf("%q is no position of draws: 32 hexadecimal digits", shorten(string(text)))
	}
	if _, err := hex.Decode(p[:], text); err != nil {
		return fmt.Errorf("%q is no position of draws: 32 hexadecimal digits", shorten(string(text)))
	}
	return nil
}

// stateWish is how later notifications about an object are to be delivered.
type stateWish struct {
	Object string `json:"object"`
	IPN    wish   `json:"ipn"`
}

type stateJournal struct {
	Last    uint64       `json:"last"`    // number of the newest event
	Dropped uint64       `json:"dropped"` // how many older ones were forgotten
	Events  []stateEvent `json:"events"`  // oldest first
}

type stateEvent struct {
	At     moment          `json:"at"`
	Type   emulator.Kind   `json:"type"`
	ID     string          `json:"id"`
	From   emulator.State  `json:"from"`
	To     emulator.State  `json:"to"`
	Reason emulator.Reason `json:"reason"`
}

// stateStatus is where an object is in its life.
type stateStatus struct {
	State             emulator.State  `json:"state"`
	Reason            emulator.Reason `json:"reason,omitempty"`
	ReasonDescription string          `json:"reason_description,omitempty"`
	Updated           moment          `json:"updated"`
}

// stateOrder is an order reference with all that hangs from it. N counts the
// account's objects in the order in which they came into being, turn those
// orders that have alarms in the order in which these fall due at one moment.
type stateOrder struct {
	N           uint64               `json:"n"`
	ID          string               `json:"id"`
	Environment emulator.Environment `json:"environment"`
	Created     moment               `json:"created"`
	stateStatus
	Total          *money                  `json:"total,omitempty"`
	Attributes     *stateAttributes        `json:"attributes,omitempty"`
	Buyer          stateBuyer              `json:"buyer"`
	Confirmed      bool                    `json:"confirmed,omitempty"`
	PaymentUpdated bool                    `json:"payment_updated,omitempty"`
	Imposed        []emulator.ConstraintID `json:"constraints,omitempty"`
	Authorizations []stateAuthorization    `json:"authorizations,omitempty"`
	Captures       []stateCapture          `json:"captures,omitempty"`
	Refunds        []stateRefund           `json:"refunds,omitempty"`
	Chargebacks    []stateChargeback       `json:"chargebacks,omitempty"`
	Turn           uint64                  `json:"turn,omitempty"`
	Alarms         []stateAlarm            `json:"alarms,omitempty"`
}

type stateAttributes struct {
	SellerOrderID               string   `json:"seller_order_id,omitempty"`
	StoreName                   string   `json:"store_name,omitempty"`
	CustomInformation           string   `json:"custom_information,omitempty"`
	SupplementaryData           string   `json:"supplementary_data,omitempty"`
	Categories                  []string `json:"categories,omitempty"`
	SellerNote                  string   `json:"seller_note,omitempty"`
	PlatformID                  string   `json:"platform_id,omitempty"`
	RequestPaymentAuthorization bool     `json:"request_payment_authorization,omitempty"`
	ProviderID                  string   `json:"payment_service_provider_id,omitempty"`
	ProviderOrderID             string   `json:"payment_service_provider_order_id,omitempty"`
}

type stateBuyer struct {
	Name          string                 `json:"name,omitempty"`
	Email         string                 `json:"email,omitempty"`
	Phone         string                 `json:"phone,omitempty"`
	PaymentMethod emulator.PaymentMethod `json:"payment_method,omitempty"`
	Address       *addressBody           `json:"address,omitempty"`
}

// stateObject is what authorizations, captures and refunds have in common.
type stateObject struct {
	N         uint64 `json:"n"`
	ID        string `json:"id"`
	Reference string `json:"reference"`
	Amount    *money `json:"amount"`
	Created   moment `json:"created"`
	stateStatus
	First           emulator.State        `json:"first_state,omitempty"` // of the first answer, where it differs
	Note            string                `json:"note,omitempty"`
	SoftDescriptor  string                `json:"soft_descriptor,omitempty"` // as sent
	Descriptor      string                `json:"descriptor,omitempty"`      // as printed
	ProviderCredits []stateProviderCredit `json:"provider_credits,omitempty"`
}

type stateProviderCredit struct {
	Provider string `json:"provider"`
	Amount   *money `json:"amount"`
}

type stateAuthorization struct {
	stateObject
	Opened      *moment   `json:"opened,omitempty"`
	Timeout     *duration `json:"timeout,omitempty"`
	CaptureNow  bool      `json:"capture_now,omitempty"`
	SoftDecline bool      `json:"soft_decline,omitempty"`
	Overdue     bool      `json:"overdue,omitempty"`
}

type stateCapture struct {
	stateObject
	Authorization string `json:"authorization_id"`
}

type stateRefund struct {
	stateObject
	Capture string `json:"capture_id"`
}

type stateChargeback struct {
	N       uint64 `json:"n"`
	ID      string `json:"id"`
	Capture string `json:"capture_id"`
	Amount  *money `json:"amount"`
	Words   string `json:"claim"` // why, in Amazon's words
	Created moment `json:"created"`
	stateStatus
}

// stateAlarm is something that will happen by itself.
type stateAlarm struct {
	Due     moment             `json:"due"`
	What    emulator.AlarmKind `json:"what"`
	Object  string             `json:"object"`
	Then    *stateVerdict      `json:"then,omitempty"` // left out: the usual
	Dispute *stateDispute      `json:"dispute,omitempty"`
}

type stateVerdict struct {
	State         emulator.State        `json:"state,omitempty"`
	Reason        emulator.Reason       `json:"reason,omitempty"`
	PendingFor    *duration             `json:"pending_for,omitempty"`
	After         *duration             `json:"after,omitempty"`
	SoftDecline   bool                  `json:"soft_decline,omitempty"`
	FixedAfter    *duration             `json:"payment_method_fixed_after,omitempty"`
	Authorization emulator.Effect       `json:"authorization,omitempty"`
	Order         emulator.Effect       `json:"order,omitempty"`
	Constraint    emulator.ConstraintID `json:"constraint,omitempty"`
}

type stateDispute struct {
	Amount string `json:"amount,omitempty"`
	Reason string `json:"reason,omitempty"`
}

// stateOutbox is what the seller has not been told yet.
type stateOutbox struct {
	Last    uint64     `json:"last"` // number of the newest notification, whatever became of it
	Pending []stateIPN `json:"pending"`
}

// stateIPN is a notification on its way.
type stateIPN struct {
	N         uint64         `json:"n"`
	MessageID string         `json:"message_id"`
	Group     string         `json:"group"` // first attempts of one leave one after the other
	Type      string         `json:"type"`
	Object    string         `json:"object"`
	URL       string         `json:"url"` // with its password
	At        moment         `json:"at"`
	Held      bool           `json:"held,omitempty"`
	Last      bool           `json:"last,omitempty"` // leaves after the seller's next one
	Next      *moment        `json:"next,omitempty"` // of the next attempt; left out: when it is its turn
	Attempts  []stateAttempt `json:"attempts,omitempty"`
	Request   *ipnRequest    `json:"request,omitempty"` // the very bytes
	Problem   string         `json:"problem,omitempty"` // why there are none
}

type stateAttempt struct {
	N       uint64   `json:"n"`
	At      moment   `json:"at"`
	RealAt  moment   `json:"real_at"`
	Latency duration `json:"latency"`
	Status  uint64   `json:"status"`
	Error   string   `json:"error,omitempty"`
	Answer  string   `json:"answer,omitempty"`
}
