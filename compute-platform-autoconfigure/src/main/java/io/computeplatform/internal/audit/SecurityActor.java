package io.computeplatform.internal.audit;

import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Returns the user that Spring Security has authenticated.
 */
final class SecurityActor implements Actor {

	@Override
	public @Nullable String name() {
		Authentication caller = SecurityContextHolder.getContext().getAuthentication();
		boolean known = caller != null && caller.isAuthenticated() && !(caller instanceof AnonymousAuthenticationToken);
		return known ? caller.getName() : null;
	}

}
