// SPDX-License-Identifier: MIT
// Packets: how many numbers the machine takes at a time.
#pragma once

#include <Eigen/Core>

namespace descent::kernel {

/// The widest packets of Scalar that the program is compiled for, in Eigen's words. One number for
/// types that have none.
template <class Scalar>
struct Packets {
    using Packet = typename Eigen::internal::packet_traits<Scalar>::type;
    static constexpr int lanes = Eigen::internal::packet_traits<Scalar>::size;
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wignored-attributes" // a packet's, which Eigen knows of itself
#endif
    using Square = Eigen::internal::PacketBlock<Packet, lanes>; ///< as many packets as lanes
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

    /// The sums of each packet's numbers, in a packet.
    static Packet sums(Square& packets) {
        using namespace Eigen::internal;
        if constexpr (lanes > 1) {
            ptranspose(packets);
        }
        return sum<0, lanes>(packets);
    }

private:
    /// packets[First] + ... + packets[First + Count - 1], in pairs.
    template <int First, int Count>
    static Packet sum(const Square& packets) {
        if constexpr (Count == 1) {
            return packets.packet[First];
        } else {
            return Eigen::internal::padd(sum<First, Count / 2>(packets),
                                         sum<First + Count / 2, Count / 2>(packets));
        }
    }
};

} // namespace descent::kernel
