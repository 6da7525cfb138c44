package ipnsender

// Changed is closed at the next change of any delivery about an object of a
// seller, and when the seller's deliveries are forgotten.
func (s *Sender) Changed(seller, object string) <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	x := s.sellerOf(seller)
	news, ok := x.watched[object]
	if !ok {
		news = make(chan struct{})
		x.watched[object] = news
	}
	return news
}

// changes wakes those who wait for news about the object of a delivery.
func (d *delivery) changes() {
	if news, ok := d.seller.watched[d.Object]; ok {
		close(news)
		delete(d.seller.watched, d.Object)
	}
}

// changes wakes all who wait for news of a seller.
func (x *seller) changes() {
	for _, news := range x.watched {
		close(news)
	}
	clear(x.watched)
}
