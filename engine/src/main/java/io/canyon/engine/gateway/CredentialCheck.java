package io.canyon.engine.gateway;

import io.canyon.engine.spi.Admission;
import io.canyon.engine.spi.Authenticator;

/** Asks the authenticator for one session: one question at a time, and only the answer to the last one counts. */
final class CredentialCheck {
    interface Listener {
        /**
         * The authenticator has answered.
         *
         * @param admission null refuses
         * @param isRefresh whether a live session had asked
         */
        void onAnswer(Admission admission, boolean isRefresh);
    }

    private final IoGateway gateway;
    private final Listener listener;
    private Authenticator.Request next;
    private boolean isAsking;
    private boolean isClosed;

    CredentialCheck(IoGateway gateway, Listener listener) {
        this.gateway = gateway;
        this.listener = listener;
    }

    boolean isAsking() {
        return isAsking;
    }

    void ask(Authenticator.Request request) {
        if (isAsking) {
            next = request;
        } else {
            isAsking = true;
            gateway.authenticate(request, admission -> onAnswer(admission, request.refresh()));
        }
    }

    /** No answer counts any more. */
    void close() {
        isClosed = true;
    }

    private void onAnswer(Admission admission, boolean isRefresh) {
        isAsking = false;
        if (isClosed) {
            return;
        }
        if (next != null) {
            Authenticator.Request request = next;
            next = null;
            ask(request);
        } else {
            listener.onAnswer(admission, isRefresh);
        }
    }
}
